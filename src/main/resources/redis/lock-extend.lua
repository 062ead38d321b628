-- Extends a lock that the caller still holds. With locks.lua.
--
-- KEYS[1]  base of the lock
-- ARGV[1]  token of the holder, ARGV[2] time to live from now in milliseconds
-- Answer   fencing token and when it ends (epoch milliseconds), nothing where it is no longer the caller's
-- Cost     O(1)

if call('HGET', base, 't') ~= ARGV[1] then
  return {}
end
call('PEXPIRE', base, ARGV[2])
return { call('HGET', base, 'f'), whole(math.floor(micros() / 1000) + tonumber(ARGV[2])) }
