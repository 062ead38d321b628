-- Takes a lock if it is free.
--
-- KEYS[1]  the lock, KEYS[2] its fencing counter (same hash tag)
-- ARGV[1]  token of the holder, ARGV[2] time to live in milliseconds
-- Answer   the fencing token, or 0 where somebody holds the lock
-- Cost     O(1)

if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return redis.call('INCR', KEYS[2])
end
return 0
