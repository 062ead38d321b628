-- Raises the era that Redis counts in: a fencing token, which count.lua compares. It only grows.
--
-- KEYS[1]  holds the era
-- ARGV[1]  the era that is to begin; even while views are counted, odd while nobody may
-- ARGV[2]  the era that must not have been forgotten, 0 where any may have been
-- Answer   the era from now on: a higher one where that had begun already; LOST where Redis has forgotten
-- Cost     O(1)

local era = tonumber(redis.call('GET', KEYS[1]) or '0')

if era < tonumber(ARGV[2]) then
  return redis.error_reply('LOST the era before is not remembered')
end
if era >= tonumber(ARGV[1]) then
  return era
end
redis.call('SET', KEYS[1], ARGV[1])
return tonumber(ARGV[1])
