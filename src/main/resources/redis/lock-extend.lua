-- Extends a lock that the caller still holds.
--
-- KEYS[1]  the lock
-- ARGV[1]  token of the holder, ARGV[2] time to live from now in milliseconds
-- Answer   1 where it was extended, 0 where it is no longer the caller's
-- Cost     O(1)

if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 0
