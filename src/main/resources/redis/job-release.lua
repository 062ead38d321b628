-- Gives back a job that was claimed for somebody who is gone, as if it had never been claimed. With jobs.lua.
--
-- KEYS[1]  base of the queue
-- ARGV[1]  id
-- ARGV[2]  token of the claim
-- ARGV[3]  channel on which waiting workers hear of it
-- ARGV[4]  name of the queue
-- Answer   1 it is ready, 0 somebody else holds it
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
