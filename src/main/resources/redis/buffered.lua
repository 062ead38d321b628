-- Sums up what waits in a partition for its transfer, claimed or not, where that is not too much to look at.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  most items of a hash to look at
-- Answer   items; views; 1 where all were looked at, 0 where there are too many
-- Cost     O(items), O(1) where there are too many

local items, views, complete = 0, 0, 1
for _, name in ipairs({ ':pending', ':flushing' }) do
  local key = KEYS[1] .. name
  local length = math.max(0, redis.call('HLEN', key) - 1)
  items = items + length
  if length <= tonumber(ARGV[1]) then
    local fields = redis.call('HGETALL', key)
    for i = 1, #fields, 2 do
      if fields[i] ~= '#id' then
        views = views + tonumber(fields[i + 1])
      end
    end
  else
    complete = 0
  end
end
return { items, views, complete }
