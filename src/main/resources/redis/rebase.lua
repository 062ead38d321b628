-- Raises totals to what Postgres holds and what is buffered, after views were counted in Postgres directly. To be run while
-- no batch is claimed: whether that was added to what Postgres holds could not be told.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV     pairs: item, the views that Postgres holds
-- Answer   number of totals that were raised
-- Cost     O(1) for an item

local known, older, pending = KEYS[1] .. ':known', KEYS[1] .. ':known2', KEYS[1] .. ':pending'
local raised = 0

for i = 1, #ARGV, 2 do
  local item = ARGV[i]
  local total = tonumber(ARGV[i + 1]) + tonumber(redis.call('HGET', pending, item) or '0')
  for _, key in ipairs({ known, older }) do
    local held = redis.call('HGET', key, item)
    if held and tonumber(held) < total then
      redis.call('HSET', key, item, total)
      raised = raised + 1
    end
  end
end
return raised
