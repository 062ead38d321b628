-- Takes a deleted item's total and buffered views away, claimed ones too.
--
-- KEYS[1]  prefix of the item's partition, e.g. ff:{07}
-- ARGV[1]  item, 's:id' or 'c:id'
-- ARGV[2]  for how long a late look-up must not bring it back, milliseconds; 0: it may at once
-- Answer   number of buffered views that went with it
-- Cost     O(1)

local prefix, item = KEYS[1], ARGV[1]
local pending, flushing = prefix .. ':pending', prefix .. ':flushing'

if ARGV[2] ~= '0' then
  redis.call('SET', prefix .. ':gone:' .. item, '1', 'PX', ARGV[2])
end
redis.call('HDEL', prefix .. ':known', item)
redis.call('HDEL', prefix .. ':known2', item)
redis.call('HDEL', prefix .. ':approximate', item)
local views = tonumber(redis.call('HGET', pending, item) or '0')
redis.call('HDEL', pending, item)

-- A sync that reads the claimed batch expects each of its items: the views go, the item stays.
if redis.call('HEXISTS', flushing, item) == 1 then
  views = views + tonumber(redis.call('HGET', flushing, item))
  redis.call('HSET', flushing, item, '0')
end
return views
