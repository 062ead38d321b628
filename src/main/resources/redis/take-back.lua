-- Takes views back that were counted in Postgres and again here. To be run while no batch is claimed, as rebase.lua.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  id of the count in Postgres; its views are taken back once
-- ARGV[2]  how long that is remembered, milliseconds
-- ARGV[3]  a random id, for a batch that begins with this
-- ARGV[4.] three for each item: the item, the views to take back, and the views that Postgres holds, these included
-- Answer   1 where they were taken back now, 0 where they had been before
-- Cost     O(1) for an item
--
-- What is buffered becomes less than nothing, and takes them back in Postgres. Totals are raised first, because whether
-- they included the views could not be told; also where none is held, because one that was read in Postgres may be on its way.

local prefix = KEYS[1]
local known, older, pending = prefix .. ':known', prefix .. ':known2', prefix .. ':pending'
local first = redis.call('SET', prefix .. ':taken:' .. ARGV[1], '1', 'NX', 'PX', ARGV[2]) ~= false

local function raise(item, total)
  local held = tonumber(redis.call('HGET', known, item) or redis.call('HGET', older, item) or '0')
  redis.call('HDEL', older, item)
  redis.call('HSET', known, item, math.max(held, total))
end

local function take_back(item, views)
  redis.call('HINCRBY', known, item, -views)
  if redis.call('HINCRBY', pending, item, -views) == 0 then
    redis.call('HDEL', pending, item)
  else
    redis.call('HSETNX', pending, '#id', ARGV[3])
  end
end

for i = 4, #ARGV, 3 do
  local item = ARGV[i]
  raise(item, tonumber(ARGV[i + 2]) + tonumber(redis.call('HGET', pending, item) or '0'))
  if first then
    take_back(item, tonumber(ARGV[i + 1]))
  end
end
return first and 1 or 0
