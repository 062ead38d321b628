-- Deletes dead jobs. With jobs.lua.
--
-- KEYS[1]  base of the queue
-- ARGV[1]  id, '' = any
-- ARGV[2]  most jobs
-- Answer   number of jobs deleted
-- Cost     O(log n) for a job

local ids = ARGV[1] == '' and call('ZRANGE', DEAD, '0', whole(tonumber(ARGV[2]) - 1)) or { ARGV[1] }
local deleted = 0

for _, id in ipairs(ids) do
  if call('ZREM', DEAD, id) == 1 then
    call('DEL', job_key(id))
    deleted = deleted + 1
  end
end

return deleted
