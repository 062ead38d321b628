-- Takes totals from what Postgres holds and what is buffered, after views were counted in Postgres directly. To be run while
-- no batch is claimed: whether that was added to what Postgres holds could not be told.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  'raise' where totals may only grow, 'set' where views were taken back
-- ARGV[2.] pairs: item, the views that Postgres holds
-- Answer   number of totals that were changed
-- Cost     O(1) for an item

local known, older, pending = KEYS[1] .. ':known', KEYS[1] .. ':known2', KEYS[1] .. ':pending'
local changed = 0

local function raise(item, total)
  for _, key in ipairs({ known, older }) do
    local held = tonumber(redis.call('HGET', key, item) or '')
    if held and held < total then
      redis.call('HSET', key, item, total)
      changed = changed + 1
    end
  end
end

-- Also where no total is held: one that was read in Postgres before views were taken back there may be on its way.
local function set(item, total)
  redis.call('HDEL', older, item)
  redis.call('HSET', known, item, total)
  changed = changed + 1
end

local take = ARGV[1] == 'set' and set or raise
for i = 2, #ARGV, 2 do
  local item = ARGV[i]
  take(item, tonumber(ARGV[i + 1]) + tonumber(redis.call('HGET', pending, item) or '0'))
end
return changed
