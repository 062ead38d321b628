-- Moves the end of a visibility time-out. With jobs.lua.
--
-- KEYS[1]  base of the queue
-- ARGV[1]  id
-- ARGV[2]  token of the claim, '' = whoever holds it
-- ARGV[3]  visibility time-out from now on, milliseconds
-- Answer   its end, epoch milliseconds; 0 somebody else holds it, -1 there is no such job
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
