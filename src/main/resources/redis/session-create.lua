-- Creates a session.
--
-- KEYS[1]  hash: o owner, t type, d data, l time to live in milliseconds, s 1 where each read begins it anew, c when it was created
-- ARGV[1]  owner, ARGV[2] type, ARGV[3] data, ARGV[4] time to live in milliseconds, ARGV[5] 1 where reading extends it
-- Answer   when it was created and when it ends (epoch milliseconds); nothing where there is one of that id
-- Cost     O(1)

if redis.call('EXISTS', KEYS[1]) == 1 then
  return {}
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local created = string.format('%.0f', now)
redis.call('HSET', KEYS[1], 'o', ARGV[1], 't', ARGV[2], 'd', ARGV[3], 'l', ARGV[4], 's', ARGV[5], 'c', created)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return { created, string.format('%.0f', now + ARGV[4]) }
