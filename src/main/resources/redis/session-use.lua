-- Reads a session, after changing it or not.
--
-- KEYS[1]  as in session-create.lua
-- ARGV[1]  owner; empty: whosever it is
-- ARGV[2]  'read', 'write' or 'extend'
-- ARGV[3]  data to write; or time to live from now on in milliseconds, empty: the same as before
-- Answer   type, data, 1 where reading extends it, when it was created, when it ends (epoch milliseconds); nothing where the owner has no such
--          session
-- Cost     O(1)

local held = redis.call('HMGET', KEYS[1], 'o', 't', 'd', 'l', 's', 'c')
local owner, what = held[1], ARGV[2]
if not owner or (ARGV[1] ~= '' and owner ~= ARGV[1]) then
  return {}
end

local data, ttl = held[3], held[4]
if what == 'write' then
  data = ARGV[3]
  redis.call('HSET', KEYS[1], 'd', data)
elseif what == 'extend' and ARGV[3] ~= '' then
  ttl = ARGV[3]
  redis.call('HSET', KEYS[1], 'l', ttl)
end
if what == 'extend' or held[5] == '1' then
  redis.call('PEXPIRE', KEYS[1], ttl)
end
local time = redis.call('TIME')
local ends = time[1] * 1000 + math.floor(time[2] / 1000) + redis.call('PTTL', KEYS[1])
return { held[2], data, held[5], held[6], string.format('%.0f', ends) }
