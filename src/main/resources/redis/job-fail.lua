-- Reports a failed attempt: the job becomes ready again after a backoff, or dies after its last attempt. Uses jobs.lua.
--
-- KEYS[1]  base of the queue
-- ARGV[1]  id of the job
-- ARGV[2]  token of the claim, '' = any holder
-- ARGV[3]  error text
-- ARGV[4]  backoff in milliseconds, '' = computed from the number of attempts
-- ARGV[5]  a random number from 0 to 1 for the jitter, so that jobs which failed together are not retried together
-- ARGV[6]  maximum backoff, milliseconds
-- ARGV[7]  channel that wakes up waiting workers
-- ARGV[8]  name of the queue
-- Reply    1 retried later, 2 died, 0 the caller does not hold the job, -1 there is no such job; then the backoff in
--          milliseconds
-- Cost     O(log n)

local id, now = ARGV[1], clock()
local job = call('HMGET', job_key(id), 'tries', 'most', 'backoff')

if not job[1] then
  return { -1, 0 }
end
if not is_held(id, ARGV[2]) then
  return { 0, 0 }
end
let_go(id)
if tonumber(job[1]) >= tonumber(job[2]) then
  call('HDEL', job_key(id), 'token')
  die(id, ARGV[3], now)
  return { 2, 0 }
end

-- Exponential backoff. The jitter chooses from the upper half: 50 to 100 % of the exponential value.
local pause = tonumber(ARGV[4])
if not pause then
  local longest = math.min(tonumber(ARGV[6]), tonumber(job[3]) * 2 ^ (tonumber(job[1]) - 1))
  pause = math.floor(longest * (0.5 + 0.5 * tonumber(ARGV[5])))
end
call('HSET', job_key(id), 'error', ARGV[3])
call('HDEL', job_key(id), 'token')
call('ZADD', DELAYED, whole(now + pause), id)
call('PUBLISH', ARGV[7], ARGV[8])
return { 1, pause }
