-- Reads the top items of a trend; see trend-add.lua.
--
-- KEYS[1]  sorted set, item -> logarithm of the weight of its views
-- ARGV[1]  its window in seconds
-- ARGV[2]  maximum number of items
-- Reply    pairs: item, value of its views now; null if the set is missing
-- Cost     O(items + log(size))

if redis.call('EXISTS', KEYS[1]) == 0 then
  return false
end

local time = redis.call('TIME')
local now = (time[1] + time[2] / 1000000) / ARGV[1]
local found = redis.call('ZREVRANGE', KEYS[1], 0, ARGV[2] - 1, 'WITHSCORES')
local top = {}
for i = 1, #found, 2 do
  if found[i] ~= '' then
    top[#top + 1] = found[i]
    top[#top + 1] = string.format('%.6f', math.exp(found[i + 1] - now))
  end
end
return top
