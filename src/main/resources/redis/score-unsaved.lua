-- Reads a page of the changes that Postgres does not hold yet; see scores.lua. With server.lua.
--
-- KEYS[1]  prefix of the partition
-- ARGV[1]  the cursor that the page before answered, 0 for the first
-- ARGV[2]  about how many
-- Answer   the next cursor, 0 after the last page; this server; then set|span|member, version, 0 - score (nothing where it was removed), ...
-- Cost     O(n)

local page = redis.call('HSCAN', KEYS[1] .. ':unsaved', ARGV[1], 'COUNT', ARGV[2])
local answer = { page[1], server() }
for i = 1, #page[2], 2 do
  local field = page[2][i]
  local set, span, member = string.match(field, '^(.*)|(.*)|(.*)$')
  answer[#answer + 1] = field
  answer[#answer + 1] = page[2][i + 1]
  answer[#answer + 1] = redis.call('ZSCORE', KEYS[1] .. ':z:' .. set .. ':' .. span, member)
end
return answer
