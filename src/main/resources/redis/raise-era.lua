-- Raises the era that Redis counts in: a fencing token, which count.lua compares. It only grows.
--
-- KEYS[1]  holds the era
-- ARGV[1]  the era that is to begin; even while views are counted, odd while nobody may
-- Answer   the era from now on: a higher one where that had begun already
-- Cost     O(1)

local era = tonumber(redis.call('GET', KEYS[1]) or '0')

if era >= tonumber(ARGV[1]) then
  return era
end
redis.call('SET', KEYS[1], ARGV[1])
return tonumber(ARGV[1])
