-- Starts a trend with the given items, unless it exists; see trend-add.lua.
--
-- KEYS[1]  sorted set, item -> logarithm of the weight of its views
-- ARGV[1]  its window in seconds
-- ARGV[2...] pairs: item, value of its views now
-- Reply    1; 0 if the set exists already: then nothing was done
-- Cost     O(items * log(items))

local KEPT_WINDOWS = 8
-- A placeholder that sorts below all items. It keeps the set of an empty trend in existence, so that it differs from a
-- missing one.
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
