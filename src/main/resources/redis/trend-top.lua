-- Reads what trends most; see trend-add.lua.
--
-- KEYS[1]  sorted set, item -> logarithm of what its views are worth
-- ARGV[1]  its window in seconds
-- ARGV[2]  how many items at most
-- Answer   item, what its views are worth now; ...; null where the set is missing
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
