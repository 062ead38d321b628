-- Sums up what waits in a partition for its transfer, claimed or not, where that is not too much to look at.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  most items to look at
-- Answer   items; views; 1 where all were looked at, 0 where there are too many
-- Cost     O(items looked at), O(1) for a batch beyond

local batches = { KEYS[1] .. ':pending', KEYS[1] .. ':flushing' }
for _, id in ipairs(redis.call('LRANGE', KEYS[1] .. ':sealed', 0, -1)) do
  batches[#batches + 1] = KEYS[1] .. ':sealed:' .. id
end

local items, views, complete = 0, 0, 1
for _, key in ipairs(batches) do
  items = items + math.max(0, redis.call('HLEN', key) - 1)
  if items <= tonumber(ARGV[1]) then
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
