-- Begins a trend with what is known from elsewhere; see trend-add.lua.
--
-- KEYS[1]  sorted set, item -> logarithm of what its views are worth
-- ARGV[1]  its window in seconds
-- ARGV[2...] item, what its views are worth now; ...
-- Answer   1; 0 where there is one already: nothing was done
-- Cost     O(items * log(items))

local KEPT_WINDOWS = 8
-- Lets a trend of nothing be told from one that is missing; comes after all items and is none.
local NOTHING = ''

if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end

local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local window = tonumber(ARGV[1])
redis.call('ZADD', KEYS[1], '-inf', NOTHING)
for i = 2, #ARGV, 2 do
  redis.call('ZADD', KEYS[1], string.format('%.17g', now / window + math.log(ARGV[i + 1])), ARGV[i])
end
redis.call('EXPIRE', KEYS[1], KEPT_WINDOWS * window)
return 1
