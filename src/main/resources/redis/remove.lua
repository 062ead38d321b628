-- Takes a deleted item's total away. Its buffered views stay: whoever transfers them finds that it is gone, and says so in the transaction that would
-- add them, so that none of them is taken for lost.
--
-- KEYS[1]  prefix of the item's partition, e.g. ff:{07}
-- ARGV[1]  item, 's:id' or 'c:id'
-- ARGV[2]  for how long a late look-up must not bring it back, milliseconds; 0: it may at once
-- Answer   1
-- Cost     O(1)

local prefix, item = KEYS[1], ARGV[1]

if ARGV[2] ~= '0' then
  redis.call('SET', prefix .. ':gone:' .. item, '1', 'PX', ARGV[2])
end
for _, totals in ipairs({ ':known', ':known2', ':approximate' }) do
  redis.call('HDEL', prefix .. totals, item)
end
return 1
