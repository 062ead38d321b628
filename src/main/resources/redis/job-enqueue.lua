-- Enqueues a job, once per id. Uses jobs.lua.
--
-- KEYS[1]  base of the queue
-- ARGV[1]  id
-- ARGV[2]  payload
-- ARGV[3]  priority, 0 to 9, the highest first
-- ARGV[4]  when the job becomes ready, epoch milliseconds, '' = now
-- ARGV[5]  maximum number of attempts
-- ARGV[6]  backoff before the second attempt, milliseconds; it doubles with each further attempt
-- ARGV[7]  '1' if the caller chose the id; then the id is remembered after completion
-- ARGV[8]  maximum number of jobs in the queue
-- ARGV[9]  channel that wakes up waiting workers
-- ARGV[10] name of the queue
-- Reply    state of the job, and 1 if it is new, 0 if the id existed; error FULL if the queue holds too many jobs
-- Cost     O(log n)

local id, now = ARGV[1], clock()
local state = state_of(id)

if state then
  return { state, 0 }
end
local held = call('ZCARD', READY) + call('ZCARD', DELAYED) + call('ZCARD', CLAIMED) + call('ZCARD', DEAD)
if held >= tonumber(ARGV[8]) then
  return redis.error_reply('FULL the queue holds too many jobs')
end
call('HSET', job_key(id), 'payload', ARGV[2], 'priority', ARGV[3], 'tries', '0', 'most', ARGV[5], 'backoff', ARGV[6], 'chosen',
  ARGV[7])
if ARGV[4] ~= '' and tonumber(ARGV[4]) > now then
  call('ZADD', DELAYED, ARGV[4], id)
  state = 'delayed'
else
  make_ready(id, ARGV[3])
  state = 'ready'
end
call('PUBLISH', ARGV[9], ARGV[10])
return { state, 1 }
