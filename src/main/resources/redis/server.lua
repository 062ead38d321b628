-- Returns the name of the server that runs a script: its replication id. The id changes with each restart and each
-- failover, also when an earlier master becomes master again, because a server takes a new id whenever it becomes
-- master.
local function server()
  local id = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
  return id or error('a Redis that does not tell its replication id')
end
