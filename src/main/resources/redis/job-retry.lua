-- Retries a dead job: it becomes ready with its attempts reset to 0. Uses jobs.lua.
--
-- KEYS[1]  base of the queue
-- ARGV[1]  id of the job
-- ARGV[2]  channel that wakes up waiting workers
-- ARGV[3]  name of the queue
-- Reply    1 the job is ready, 0 it is not dead
-- Cost     O(log n)

local id = ARGV[1]

if call('ZREM', DEAD, id) == 0 then
  return 0
end
call('HSET', job_key(id), 'tries', '0')
call('HDEL', job_key(id), 'token')
make_ready(id, call('HGET', job_key(id), 'priority') or '5')
call('PUBLISH', ARGV[2], ARGV[3])
return 1
