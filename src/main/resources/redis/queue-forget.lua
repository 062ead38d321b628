-- Removes the name of a queue that was not used for a while.
--
-- KEYS[1]  sorted set of queue names, by when they were last used, epoch milliseconds
-- ARGV[1]  name of the queue
-- ARGV[2]  the name is removed if it was last used before this time, epoch milliseconds
-- Reply    1 if the name was removed, 0 if not
-- Cost     O(log n)

local used = redis.call('ZSCORE', KEYS[1], ARGV[1])

if used and tonumber(used) < tonumber(ARGV[2]) then
  return redis.call('ZREM', KEYS[1], ARGV[1])
end
return 0
