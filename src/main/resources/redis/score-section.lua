-- Reads the members of a span from a position on. Uses scores.lua.
--
-- KEYS[1]  prefix of the set's partition
-- ARGV[1]  the set, ARGV[2] the span, ARGV[3] the first position (0 = the best), ARGV[4] number of members
-- Reply    1, number of members in the span, rank of the first returned member (0 = none), its position, then member, 0
--          - score, ...; or the reply of missing() if the set is incomplete
-- Cost     O(log members + number)

local from = tonumber(ARGV[3])
return missing() or section(keyOf(ARGV[2]), from, from + tonumber(ARGV[4]) - 1)
