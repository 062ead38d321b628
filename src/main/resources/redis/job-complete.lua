-- Completes a job that was claimed. With jobs.lua.
--
-- KEYS[1]  base of the queue
-- ARGV[1]  id
-- ARGV[2]  token of the claim, '' = whoever holds it
-- ARGV[3]  how long a chosen id is remembered, milliseconds
-- Answer   1 completed, 2 it was before, 0 somebody else holds it, -1 there is no such job
-- Cost     O(log n)

local id = ARGV[1]

if call('EXISTS', base .. ':done:' .. id) == 1 then
  return 2
end
if call('EXISTS', job_key(id)) == 0 then
  return -1
end
if not is_held(id, ARGV[2]) then
  return 0
end
let_go(id)
if call('HGET', job_key(id), 'chosen') == '1' then
  call('SET', base .. ':done:' .. id, '', 'PX', ARGV[3])
end
call('DEL', job_key(id))
return 1
