-- Forgets changes that Postgres holds, unless they were followed by others meanwhile; see scores.lua.
--
-- KEYS[1]  prefix of the partition
-- ARGV     set|span|member, version, ...
-- Answer   nothing
-- Cost     O(n)

local unsaved = KEYS[1] .. ':unsaved'
for i = 1, #ARGV, 2 do
  if redis.call('HGET', unsaved, ARGV[i]) == ARGV[i + 1] then
    redis.call('HDEL', unsaved, ARGV[i])
  end
end
