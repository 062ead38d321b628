-- Reads the members of a span from a position on. With scores.lua.
--
-- KEYS[1]  prefix of the set's partition
-- ARGV[1]  the set, ARGV[2] the span, ARGV[3] the first position (0 for the best), ARGV[4] how many
-- Answer   1, members, rank of the first that follows, its position, then member, 0 - score, ...; or as missing() says
-- Cost     O(log members + how many)

local from = tonumber(ARGV[3])
return missing() or section(keyOf(ARGV[2]), from, from + tonumber(ARGV[4]) - 1)
