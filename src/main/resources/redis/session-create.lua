-- Creates a session. If its owner already has the maximum number of sessions, the oldest one is deleted. Uses
-- owned.lua.
--
-- KEYS[1]  prefix of the partition that holds all sessions of an owner:
--          prefix:session:id      hash: o owner, t type, d data, l time to live in milliseconds, s 1 if a read restarts
--                                 it, c when the session was created (epoch milliseconds)
--          prefix:sessions:owner  index of the owner's sessions, see owned.lua
-- ARGV[1]  id
-- ARGV[2]  owner, ARGV[3] type, ARGV[4] data, ARGV[5] time to live in milliseconds, ARGV[6] 1 if a read restarts it
-- ARGV[7]  maximum number of sessions of the owner; 0 = unlimited, without an index
-- Reply    when the session was created and when it expires (epoch milliseconds); empty if the id exists already
-- Cost     O(log(ARGV[7])), and O(ARGV[7]) if the owner has that many sessions

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
