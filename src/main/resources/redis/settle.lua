-- Sets totals to what Postgres holds and what is buffered, after calls were revoked: one that was transferred before took its total
-- along only where that was still held. Also where none is held now, because one that was read in Postgres may be on its way.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  number of transfers when Postgres was read
-- ARGV[2.] pairs: item, the views that Postgres holds
-- Answer   1 where they are set, 0 where a transfer came in between, or is under way
-- Cost     O(1) for an item

local prefix = KEYS[1]
local known, older, pending = prefix .. ':known', prefix .. ':known2', prefix .. ':pending'

if (redis.call('GET', prefix .. ':transfers') or '0') ~= ARGV[1]
  or redis.call('EXISTS', prefix .. ':flushing', prefix .. ':sealed') > 0 then
  return 0
end

for i = 2, #ARGV, 2 do
  local item = ARGV[i]
  local total = tonumber(ARGV[i + 1]) + tonumber(redis.call('HGET', pending, item) or '0')
  redis.call('HDEL', older, item)
  redis.call('HSET', known, item, total)
end
return 1
