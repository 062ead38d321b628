-- Extends the visibility timeout of a claimed job. Uses jobs.lua.
--
-- KEYS[1]  base of the queue
-- ARGV[1]  id of the job
-- ARGV[2]  token of the claim, '' = any holder
-- ARGV[3]  visibility timeout from now on, milliseconds
-- Reply    end of the visibility timeout, epoch milliseconds; 0 the caller does not hold the job, -1 there is no such
--          job
-- Cost     O(log n)

local id = ARGV[1]

if call('EXISTS', job_key(id)) == 0 then
  return -1
end
if not is_held(id, ARGV[2]) or not call('ZSCORE', CLAIMED, id) then
  return 0
end
local deadline = clock() + tonumber(ARGV[3])
call('ZADD', CLAIMED, whole(deadline), id)
return deadline
