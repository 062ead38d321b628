-- Rate limit check: counts hits of rate-limited keys, or reads their usage without counting. Uses limits.lua.
--
-- KEYS[i]   prefix of the hashes of line i
-- ARGV[1..] rules and lines, see limits.lua; a line of 0 hits only reads
-- Reply     the time, epoch milliseconds; then the reply for each line, from which the caller computes for each hit
--           whether it is allowed or denied
-- Cost      O(1) per line

local now = clock()
local rules, at = read_rules(1, now)
local answer = { now }

for line = 1, tonumber(ARGV[at]) do
  local first = at + (line - 1) * 3
  local rule, hits = rules[ARGV[first + 1]], tonumber(ARGV[first + 3])
  local act = hits == 0 and look_line or take_line
  act(KEYS[line], ARGV[first + 2], hits, rule, answer)
end

return answer
