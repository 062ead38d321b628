-- Takes a deleted item's total and buffered views away.
--
-- KEYS[1]  prefix of the item's partition, e.g. ff:{07}
-- ARGV[1]  item, 's:id' or 'c:id'
-- ARGV[2]  for how long a late look-up must not bring it back, milliseconds
-- Answer   number of buffered views that went with it
-- Cost     O(1)

local prefix, item = KEYS[1], ARGV[1]
local pending = prefix .. ':pending'

redis.call('SET', prefix .. ':gone:' .. item, '1', 'PX', ARGV[2])
redis.call('HDEL', prefix .. ':known', item)
redis.call('HDEL', prefix .. ':known2', item)
local views = tonumber(redis.call('HGET', pending, item) or '0')
redis.call('HDEL', pending, item)
return views
