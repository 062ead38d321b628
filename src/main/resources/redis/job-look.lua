-- Reads one job. Uses jobs.lua.
--
-- KEYS[1]  base of the queue
-- ARGV[1]  id of the job
-- Reply    empty if there is no such job; else state, payload, number of attempts, maximum number of attempts,
--          priority, last error
-- Cost     O(log n)

local state = state_of(ARGV[1])

if not state then
  return {}
end
local job = call('HMGET', job_key(ARGV[1]), 'payload', 'tries', 'most', 'priority', 'error')
return { state, job[1] or '', job[2] or '0', job[3] or '0', job[4] or '0', job[5] or '' }
