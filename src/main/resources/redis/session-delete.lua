-- Deletes a session.
--
-- KEYS[1]  prefix of the partition, see session-create.lua
-- ARGV[1]  id
-- ARGV[2]  owner; empty = any
-- Reply    1 if the session was deleted, 0 if the owner has no such session
-- Cost     O(log(sessions of the owner))

local key = KEYS[1] .. ':session:' .. ARGV[1]
local owner = redis.call('HGET', key, 'o')
if not owner or (ARGV[2] ~= '' and owner ~= ARGV[2]) then
  return 0
end
redis.call('ZREM', KEYS[1] .. ':sessions:' .. owner, ARGV[1])
return redis.call('DEL', key)
