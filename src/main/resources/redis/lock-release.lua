-- Releases a lock that the caller still holds.
--
-- KEYS[1]  the lock
-- ARGV[1]  token of the holder
-- Answer   1 where it was released, 0 where it is no longer the caller's
-- Cost     O(1)

if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
