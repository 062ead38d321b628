-- Renews the lease of a lock that the caller still holds. Uses locks.lua.
--
-- KEYS[1]  base of the lock
-- ARGV[1]  token of the holder, ARGV[2] time to live from now on, milliseconds
-- Reply    fencing token and end of the lease (epoch milliseconds); empty if the caller does not hold the lock any more
-- Cost     O(1)

if call('HGET', base, 't') ~= ARGV[1] then
  return {}
end
call('PEXPIRE', base, ARGV[2])
return { call('HGET', base, 'f'), whole(math.floor(micros() / 1000) + tonumber(ARGV[2])) }
