-- Forgets the name of a queue that nobody has used for a while.
--
-- KEYS[1]  sorted set of the names of queues, by when they were last used, epoch milliseconds
-- ARGV[1]  name of the queue
-- ARGV[2]  used before this time
-- Answer   1 where it was forgotten
-- Cost     O(log n)

local used = redis.call('ZSCORE', KEYS[1], ARGV[1])

if used and tonumber(used) < tonumber(ARGV[2]) then
  return redis.call('ZREM', KEYS[1], ARGV[1])
end
return 0
