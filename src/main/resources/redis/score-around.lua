-- Reads a member of a span and its neighbours. Uses scores.lua.
--
-- KEYS[1]  prefix of the set's partition
-- ARGV[1]  the set, ARGV[2] the span, ARGV[3] the member, ARGV[4] number of neighbours before and after it
-- Reply    1 alone if there is no such member; else as score-section.lua
-- Cost     O(log members + neighbours)

local missing = missing()
if missing then
  return missing
end
local key = keyOf(ARGV[2])
local position = call('ZRANK', key, ARGV[3])
if not position then
  return { 1 }
end
local beside = tonumber(ARGV[4])
return section(key, math.max(0, position - beside), position + beside)
