-- Removes the total of a deleted item. Its buffered views stay until they are transferred: the transaction that would
-- add them finds that the item is deleted, discards them, and counts them as transferred, so that they are not reported
-- as lost.
--
-- KEYS[1]  prefix of the item's partition, e.g. ff:{07}
-- ARGV[1]  item, 's:id' or 'c:id'
-- ARGV[2]  how long a late lookup must not restore the total, milliseconds; 0 = it may at once
-- Reply    1
-- Cost     O(1)

local prefix, item = KEYS[1], ARGV[1]

if ARGV[2] ~= '0' then
  redis.call('SET', prefix .. ':gone:' .. item, '1', 'PX', ARGV[2])
end
for _, totals in ipairs({ ':known', ':known2', ':approximate' }) do
  redis.call('HDEL', prefix .. totals, item)
end
return 1
