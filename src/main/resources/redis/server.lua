-- Names the server that runs a script: another one after each restart, and after each failover, also back to a process that was master
-- before.
local function server()
  local process = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
  local mastership = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
  return process .. ':' .. (mastership or '')
end
