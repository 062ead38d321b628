-- Reads a page of the changes that Postgres does not hold yet; see scores.lua. Uses server.lua.
--
-- KEYS[1]  prefix of the partition
-- ARGV[1]  the cursor that the previous page returned, 0 for the first page
-- ARGV[2]  approximate number of changes
-- Reply    the next cursor, 0 after the last page; this server; then set|span|member, version, 0 - score (null if the
--          member was removed), ...
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
