-- Raises the era that Redis counts in: a fencing token that count.lua compares. It only increases.
--
-- KEYS[1]  holds the era
-- ARGV[1]  the new era; even while views are counted, odd while the stores are reconciled and no view may be counted
-- ARGV[2]  the era that Redis must still know, 0 = any
-- Reply    the current era: higher than ARGV[1] if a later one has begun already; error LOST if Redis does not know the
--          era of ARGV[2] or a later one, because it lost data
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
