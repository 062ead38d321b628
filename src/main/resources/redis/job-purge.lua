-- Deletes dead jobs. Uses jobs.lua.
--
-- KEYS[1]  base of the queue
-- ARGV[1]  id of the job, '' = the oldest dead jobs
-- ARGV[2]  maximum number of jobs
-- Reply    number of deleted jobs
-- Cost     O(log n) per job

local ids = ARGV[1] == '' and call('ZRANGE', DEAD, '0', whole(tonumber(ARGV[2]) - 1)) or { ARGV[1] }
local deleted = 0

for _, id in ipairs(ids) do
  if call('ZREM', DEAD, id) == 1 then
    call('DEL', job_key(id))
    deleted = deleted + 1
  end
end

return deleted
