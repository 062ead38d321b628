-- Reads a session, optionally after a change. Uses owned.lua.
--
-- KEYS[1]  prefix of the partition, see session-create.lua
-- ARGV[1]  id
-- ARGV[2]  owner; empty = any
-- ARGV[3]  'read', 'write' or 'extend'
-- ARGV[4]  for 'write' the data; for 'extend' the time to live from now on in milliseconds, empty = unchanged
-- Reply    type, data, 1 if a read restarts the time to live, when the session was created, when it expires (epoch
--          milliseconds); empty if the owner has no such session
-- Cost     O(1)

local key = KEYS[1] .. ':session:' .. ARGV[1]
local held = call('HMGET', key, 'o', 't', 'd', 'l', 's', 'c')
local owner, what = held[1], ARGV[3]
if not owner or (ARGV[2] ~= '' and owner ~= ARGV[2]) then
  return {}
end

local data, ttl = held[3], held[4]
if what == 'write' then
  data = ARGV[4]
  call('HSET', key, 'd', data)
elseif what == 'extend' and ARGV[4] ~= '' then
  ttl = ARGV[4]
  call('HSET', key, 'l', ttl)
end
if what == 'extend' or held[5] == '1' then
  call('PEXPIRE', key, ttl)
  outlive(KEYS[1] .. ':sessions:' .. owner, ttl)
end
local time = call('TIME')
local ends = time[1] * 1000 + math.floor(time[2] / 1000) + call('PTTL', key)
return { held[2], data, held[5], held[6], string.format('%.0f', ends) }
