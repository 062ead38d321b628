-- Adds views to trends. The weight of a view falls by the factor e per time window.
--
-- Forward decay (Cormode, Shkapenyuk, Srivastava, Xu: "Forward Decay: A Practical Time Decay Model for Streaming
-- Systems", ICDE 2009): a view at time t has the weight e^(t/window), independent of the time of the query. So the
-- order of items does not change as time passes, and no item has to be aged. The stored score is the logarithm of the
-- sum of the weights, which never overflows and needs no landmark. The value of an item now is e^(score - now/window):
-- for a constant view rate, its views within one window.
--
-- Randomized admission (Ben Basat, Chen, Einziger, Friedman, Kassner: "Randomized Admission Policy for Efficient Top-k,
-- Frequency, and Volume Estimation", 2017) bounds the number of items: if the set is full, a new item with weight n
-- replaces the lowest item, of weight m, with the probability n / (n + m), and takes over its weight. So a rising item
-- enters after about m views, a rarely viewed item hardly ever, and the top items are right. Unlike in the paper, a new
-- item that weighs at least as much as the lowest one always enters: users would not understand a list of most viewed
-- items that randomly lacks one of them.
--
-- KEYS     sorted sets, item -> logarithm of the weight of its views; one per window
-- ARGV     maximum number of items per set, then the windows in seconds in the order of KEYS, then pairs: item, views
-- Reply    1; 0 if one of the sets is missing: then nothing was done
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
-- Seeds the generator; otherwise each call draws the same numbers.
math.randomseed(time[1] * 1000000 + time[2])

-- Returns log(e^a + e^b).
local function sum(a, b)
  return math.max(a, b) + math.log(1 + math.exp(-math.abs(a - b)))
end

-- Removes the lowest item in favour of a new one. Returns the score that the new item takes over, nil if it is not
-- admitted.
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
