-- Says that a try failed: the job becomes ready again after a pause, or dies after its last try. With jobs.lua.
--
-- KEYS[1]  base of the queue
-- ARGV[1]  id
-- ARGV[2]  token of the claim, '' = whoever holds it
-- ARGV[3]  what went wrong
-- ARGV[4]  pause in milliseconds, '' = by the number of tries
-- ARGV[5]  a random number, 0 to 1, so that jobs which failed together do not come back together
-- ARGV[6]  longest pause, milliseconds
-- ARGV[7]  channel on which waiting workers hear of it
-- ARGV[8]  name of the queue
-- Answer   1 it becomes ready again, 2 it died, 0 somebody else holds it, -1 there is no such job; then the pause
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

-- Exponential backoff with full jitter on its upper half.
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
