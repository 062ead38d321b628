-- Releases a claimed job whose caller is gone. The job becomes ready, and the attempt does not count. Uses jobs.lua.
--
-- KEYS[1]  base of the queue
-- ARGV[1]  id of the job
-- ARGV[2]  token of the claim
-- ARGV[3]  channel that wakes up waiting workers
-- ARGV[4]  name of the queue
-- Reply    1 the job is ready, 0 the caller does not hold it
-- Cost     O(log n)

local id = ARGV[1]

if not is_held(id, ARGV[2]) or not call('ZSCORE', CLAIMED, id) then
  return 0
end
call('ZREM', CLAIMED, id)
call('HINCRBY', job_key(id), 'tries', -1)
call('HDEL', job_key(id), 'token')
make_ready(id, call('HGET', job_key(id), 'priority'))
call('PUBLISH', ARGV[3], ARGV[4])
return 1
