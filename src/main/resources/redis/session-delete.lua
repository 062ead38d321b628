-- Deletes a session.
--
-- KEYS[1]  as in session-create.lua
-- ARGV[1]  owner; empty: whosever it is
-- Answer   1 where it was deleted, 0 where the owner has no such session
-- Cost     O(1)

local owner = redis.call('HGET', KEYS[1], 'o')
if not owner or (ARGV[1] ~= '' and owner ~= ARGV[1]) then
  return 0
end
return redis.call('DEL', KEYS[1])
