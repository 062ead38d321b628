-- Lists dead jobs, the latest first. Uses jobs.lua.
--
-- KEYS[1]  base of the queue
-- ARGV[1]  when the last job of the previous page died, epoch milliseconds; '+inf' for the first page
-- ARGV[2]  id of that job, '' for the first page
-- ARGV[3]  maximum number of jobs
-- Reply    for each job its id, when it died, payload, number of attempts, priority, error
-- Cost     O(log n) per job

local answer, found, offset = {}, 0, 0
local most = tonumber(ARGV[3])

while found < most do
  local page = call('ZRANGE', DEAD, ARGV[1], '-inf', 'BYSCORE', 'REV', 'LIMIT', whole(offset), ARGV[3], 'WITHSCORES')
  for i = 1, #page, 2 do
    local id, died = page[i], page[i + 1]
    local is_after = ARGV[2] == '' or died ~= ARGV[1] or precedes(id, ARGV[2])
    if is_after and found < most then
      local job = call('HMGET', job_key(id), 'payload', 'tries', 'priority', 'error')
      found = found + 1
      for _, value in ipairs({ id, died, job[1] or '', job[2] or '0', job[3] or '0', job[4] or '' }) do
        answer[#answer + 1] = value
      end
    end
  end
  if #page < 2 * most then
    break
  end
  offset = offset + most
end

return answer
