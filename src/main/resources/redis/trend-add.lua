-- Adds views to trends: what an item's views are worth falls by e in each window of time.
--
-- Forward decay (Cormode, Shkapenyuk, Srivastava, Xu: "Forward Decay: A Practical Time Decay Model for Streaming Systems", ICDE 2009): a view at
-- time t is worth e^(t/window), whenever it is looked at, so that items keep their order while time goes by and nothing has to be aged. Held as
-- its logarithm, it never overflows and needs no landmark. What an item is worth now is e^(score - now/window): its views within a window, where
-- they come evenly.
--
-- Randomized admission (Ben Basat, Chen, Einziger, Friedman, Kassner: "Randomized Admission Policy for Efficient Top-k, Frequency, and Volume
-- Estimation", 2017) keeps few items: where there are enough, a newcomer of n views takes the place of the last one, of m, with the probability
-- n / (n + m), and its worth. So what rises gets in after some m views, what is viewed once in a while hardly ever, and those at the top are
-- right. Unlike there, a newcomer that is worth as much as the last one always gets in: nobody understands a list of what is viewed most that by
-- chance lacks what was.
--
-- KEYS     sorted sets, item -> logarithm of what its views are worth; one for each window
-- ARGV     how many items are kept, then the windows in seconds in the order of the keys, then item, views; item, views; ...
-- Answer   1; 0 where one of the sets is missing: nothing was done
-- Cost     O(keys * items * log(kept))

local KEPT_WINDOWS = 8
local kept = tonumber(ARGV[1])
local first = 2 + #KEYS

for k = 1, #KEYS do
  if redis.call('EXISTS', KEYS[k]) == 0 then
    return 0
  end
end

local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
-- Otherwise each call draws the same numbers.
math.randomseed(time[1] * 1000000 + time[2])

-- The logarithm of the sum of two numbers, by their logarithms.
local function sum(a, b)
  return math.max(a, b) + math.log(1 + math.exp(-math.abs(a - b)))
end

-- Makes room for a newcomer; answers the worth that it takes over, or nothing where there is no room for it.
local function admit(key, score)
  local last = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  local worth = tonumber(last[2])
  if score < worth and math.random() * (1 + math.exp(worth - score)) >= 1 then
    return nil
  end
  redis.call('ZREM', key, last[1])
  return worth
end

for k = 1, #KEYS do
  local key, window = KEYS[k], tonumber(ARGV[1 + k])
  redis.call('ZREMRANGEBYRANK', key, 0, -kept - 1)
  local size = redis.call('ZCARD', key)
  for i = first, #ARGV, 2 do
    local score = now / window + math.log(ARGV[i + 1])
    local had = redis.call('ZSCORE', key, ARGV[i])
    if had then
      score = sum(tonumber(had), score)
    elseif size < kept then
      size = size + 1
    else
      local worth = admit(key, score)
      score = worth and sum(worth, score)
    end
    if score then
      redis.call('ZADD', key, string.format('%.17g', score), ARGV[i])
    end
  end
  redis.call('EXPIRE', key, KEPT_WINDOWS * window)
end
return 1
