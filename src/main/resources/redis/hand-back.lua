-- Marks viewers whose views were counted in Postgres while Redis was away. With buckets.lua.
--
-- KEYS[1]  prefix of the partition, e.g. ff:{07}
-- ARGV[1]  label of the dedup window
-- ARGV[2]  when the window's sets are forgotten, epoch milliseconds
-- ARGV[3.] viewers
-- Answer   number of viewers that were not marked before
-- Cost     O(1) for a viewer

local base = window_base(KEYS[1], ARGV[1])
local p = turn_to({}, KEYS[1], base, call('GET', base))
local new = 0

for i = 3, #ARGV do
  if mark(p, ARGV[i], ARGV[2], true) then
    new = new + 1
  end
end
return new
