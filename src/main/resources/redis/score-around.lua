-- Reads a member of a span and those next to it. With scores.lua.
--
-- KEYS[1]  prefix of the set's partition
-- ARGV[1]  the set, ARGV[2] the span, ARGV[3] the member, ARGV[4] how many before it, and behind it
-- Answer   1 alone where there is no such member; else as score-section.lua
-- Cost     O(log members + how many)

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
