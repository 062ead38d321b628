-- Forgets the hits of a rate-limited key.
--
-- KEYS[1]  prefix of its hashes
-- ARGV[1]  length of the window in milliseconds
-- ARGV[2]  field of the key
-- Answer   number of counters that there were
-- Cost     O(1)

local number = math.floor(tonumber(redis.call('TIME')[1]) * 1000 / tonumber(ARGV[1]))
local forgotten = 0

for window = number - 1, number do
  forgotten = forgotten + redis.call('HDEL', KEYS[1] .. ':' .. string.format('%.0f', window), ARGV[2], ARGV[2] .. '*')
end

return forgotten
