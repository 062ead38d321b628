-- Sums the buffered views of a partition, claimed or not, unless there are too many items to read.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  maximum number of items of a hash to read
-- Reply    number of items; number of views; 1 if all hashes were read, 0 if a hash has too many items (then its views
--          are missing in the sum)
-- Cost     O(items), O(1) where there are too many items

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
