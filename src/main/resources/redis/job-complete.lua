-- Completes a claimed job. Uses jobs.lua.
--
-- KEYS[1]  base of the queue
-- ARGV[1]  id of the job
-- ARGV[2]  token of the claim, '' = any holder
-- ARGV[3]  how long a caller-chosen id is remembered as completed, milliseconds
-- ARGV[4]  the same for a generated id, so that a caller without a reply can retry
-- Reply    1 completed, 2 completed before, 0 the caller does not hold the job, -1 there is no such job
-- Cost     O(log n)

local id = ARGV[1]

local done = call('GET', base .. ':done:' .. id)

if done then
  return (ARGV[2] == '' or ARGV[2] == done) and 2 or 0
end
if call('EXISTS', job_key(id)) == 0 then
  return -1
end
if not is_held(id, ARGV[2]) then
  return 0
end
let_go(id)
local remembered = call('HGET', job_key(id), 'chosen') == '1' and ARGV[3] or ARGV[4]
call('SET', base .. ':done:' .. id, call('HGET', job_key(id), 'token'), 'PX', remembered)
call('DEL', job_key(id))
return 1
