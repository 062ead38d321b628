-- Creates a session; where its owner has as many as one may have, the oldest one goes. With owned.lua.
--
-- KEYS[1]  prefix of the partition, in which all sessions of an owner lie:
--          prefix:session:id       hash: o owner, t type, d data, l time to live in milliseconds, s 1 where each read begins it anew,
--                                  c when it was created
--          prefix:sessions:owner   index of the owner's sessions, see owned.lua
-- ARGV[1]  id
-- ARGV[2]  owner, ARGV[3] type, ARGV[4] data, ARGV[5] time to live in milliseconds, ARGV[6] 1 where reading extends it
-- ARGV[7]  how many sessions the owner may have; 0: as many as it likes, and there is no index
-- Answer   when it was created and when it ends (epoch milliseconds); nothing where there is one of that id
-- Cost     O(1), and O(ARGV[7]) where the owner has as many

local prefix, id, owner, ttl, most = KEYS[1], ARGV[1], ARGV[2], ARGV[5], tonumber(ARGV[7])
local key = prefix .. ':session:' .. id

if call('EXISTS', key) == 1 then
  return {}
end
if most > 0 then
  enter(prefix .. ':sessions:' .. owner, prefix .. ':session:', id, most, ttl)
end
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local created = string.format('%.0f', now)
call('HSET', key, 'o', owner, 't', ARGV[3], 'd', ARGV[4], 'l', ttl, 's', ARGV[6], 'c', created)
call('PEXPIRE', key, ttl)
return { created, string.format('%.0f', now + ttl) }
