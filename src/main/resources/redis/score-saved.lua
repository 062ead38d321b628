-- Acknowledges changes that Postgres holds, unless a later change followed; see scores.lua. Uses server.lua.
--
-- KEYS[1]  prefix of the partition
-- ARGV[1]  the server that reported the changes
-- ARGV[2...] set|span|member, version
-- Reply    1; 0 if this is another server, which may have lost the changes: then nothing was done
-- Cost     O(n)

if server() ~= ARGV[1] then
  return 0
end
local unsaved = KEYS[1] .. ':unsaved'
for i = 2, #ARGV, 2 do
  if redis.call('HGET', unsaved, ARGV[i]) == ARGV[i + 1] then
    redis.call('HDEL', unsaved, ARGV[i])
  end
end
return 1
