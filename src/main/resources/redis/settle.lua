-- Sets totals to what Postgres holds and what is buffered, after calls were revoked, or viewers handed back: a call that was transferred before
-- took its total along only where that was still held. Also where none is held now, because one that was read in Postgres may be on its way.
-- Not of an item that is deleted.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  number of transfers when Postgres was read, as settle-begin.lua told it
-- ARGV[2]  the token that was told it
-- ARGV[3.] pairs: item, the views that Postgres holds
-- Answer   1 where they are set, 0 where a transfer came in between, or is under way, or somebody else has begun to set totals
-- Cost     O(1) for an item

local prefix = KEYS[1]
local known, older, pending = prefix .. ':known', prefix .. ':known2', prefix .. ':pending'

if (redis.call('GET', prefix .. ':transfers') or '0') ~= ARGV[1]
  or redis.call('GET', prefix .. ':settling') ~= ARGV[2]
  or redis.call('EXISTS', prefix .. ':flushing', prefix .. ':sealed') > 0 then
  return 0
end

for i = 3, #ARGV, 2 do
  local item = ARGV[i]
  if redis.call('EXISTS', prefix .. ':gone:' .. item) == 0 then
    local total = tonumber(ARGV[i + 1]) + tonumber(redis.call('HGET', pending, item) or '0')
    redis.call('HDEL', older, item)
    redis.call('HDEL', prefix .. ':approximate', item)
    redis.call('HSET', known, item, total)
  end
end
return 1
