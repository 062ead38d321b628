-- Takes hits of rate-limited keys. With limits.lua.
--
-- KEYS[i]   prefix of the hashes of line i
-- ARGV[1..] rules and lines, see limits.lua
-- Answer    the time, epoch milliseconds; then for each line what was counted before its hits in this window and in the one
--           before, from which the caller tells what becomes of each
-- Cost      O(1) for a line

local now = clock()
local rules, at = read_rules(1)
local answer = { now }

for line = 1, tonumber(ARGV[at]) do
  local first = at + (line - 1) * 3
  local before, previous = take(KEYS[line], ARGV[first + 2], tonumber(ARGV[first + 3]), rules[ARGV[first + 1]], now)
  answer[#answer + 1] = before
  answer[#answer + 1] = previous
end

return answer
