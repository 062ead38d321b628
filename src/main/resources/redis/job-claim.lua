-- Claims ready jobs. Uses jobs.lua.
--
-- KEYS[1]  base of the queue
-- ARGV[1]  maximum number of jobs
-- ARGV[2]  visibility timeout, milliseconds
-- ARGV[3]  prefix of the tokens of these claims
-- Reply    milliseconds until a job becomes ready without another call (0 = more jobs are ready, -1 = none will); the
--          time, epoch milliseconds; then for each job its id, payload, number of this attempt, maximum number of
--          attempts, priority, token, end of the visibility timeout (epoch milliseconds)
-- Cost     O(log n) per job

local now = clock()
wake(now)

-- The payload size in bytes after which the reply takes no more jobs: a larger reply may take longer to send than the
-- caller waits.
local MOST_BYTES = 256 * 1024

local answer = { 0, now }
local deadline = now + tonumber(ARGV[2])

local size = 0

for n = 1, tonumber(ARGV[1]) do
  if size > MOST_BYTES then
    break
  end
  local id = call('ZPOPMIN', READY)[1]
  if not id then
    break
  end
  local job = call('HMGET', job_key(id), 'payload', 'most', 'priority')
  if job[1] then
    size = size + #job[1]
    local token = ARGV[3] .. n
    local try = call('HINCRBY', job_key(id), 'tries', 1)
    call('HSET', job_key(id), 'token', token)
    call('ZADD', CLAIMED, whole(deadline), id)
    for _, value in ipairs({ id, job[1], try, tonumber(job[2]), tonumber(job[3]), token, deadline }) do
      answer[#answer + 1] = value
    end
  end
end

answer[1] = call('ZCARD', READY) > 0 and 0 or next_wake(now)
return answer
