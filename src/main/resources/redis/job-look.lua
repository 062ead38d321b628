-- Tells of one job. With jobs.lua.
--
-- KEYS[1]  base of the queue
-- ARGV[1]  id
-- Answer   nothing where there is none; else state, payload, number of tries, most tries, priority, what went wrong last
-- Cost     O(log n)

local state = state_of(ARGV[1])

if not state then
  return {}
end
local job = call('HMGET', job_key(ARGV[1]), 'payload', 'tries', 'most', 'priority', 'error')
return { state, job[1] or '', job[2] or '0', job[3] or '0', job[4] or '0', job[5] or '' }
