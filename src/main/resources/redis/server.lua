-- Names the server that runs a script: another name after each restart, and after each failover, also back to a process that was master
-- before. A master takes a new one whenever it becomes one.
local function server()
  local id = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
  return id or error('a Redis that does not tell its replication id')
end
