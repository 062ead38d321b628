-- How a partition's buffered views are put aside, so that views to come begin another batch; shared by the scripts that do so.

local function put_aside(prefix)
  local pending, sealed = prefix .. ':pending', prefix .. ':sealed'
  local id = redis.call('HGET', pending, '#id')
  redis.call('RENAME', pending, sealed .. ':' .. id)
  redis.call('LREM', sealed, 0, id)
  redis.call('LPUSH', sealed, id)
end
