-- Puts a job into a queue, once for an id. With jobs.lua.
--
-- KEYS[1]  base of the queue
-- ARGV[1]  id
-- ARGV[2]  payload
-- ARGV[3]  priority, 0 to 9
-- ARGV[4]  when it becomes ready: epoch milliseconds, or '' for now
-- ARGV[5]  most tries
-- ARGV[6]  pause before the second try, milliseconds; it doubles with each
-- ARGV[7]  '1' where whoever enqueues it chose the id, so that it is remembered after it was completed
-- ARGV[8]  most jobs that a queue holds
-- ARGV[9]  channel on which waiting workers hear of it
-- ARGV[10] name of the queue
-- Answer   its state, and 1 where it is new, 0 where there was one; FULL where the queue holds too many
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
