-- Sets totals to the persisted plus the buffered views, after calls were revoked or viewers were backfilled. It is
-- needed because revoke.lua lowers a total only if Redis still holds one. It sets a total also if Redis holds none now,
-- because a call that carries an older persisted count may be in flight. It sets none for a deleted item.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  number of transfers before Postgres was read, as settle-begin.lua returned it
-- ARGV[2]  the token that was passed to settle-begin.lua
-- ARGV[3.] pairs: item, its views in Postgres
-- Reply    1 if the totals were set; 0 if a transfer came in between or is in progress, a sealed batch is waiting, or
--          another settlement has begun
-- Cost     O(1) per item

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
