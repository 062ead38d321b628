-- Deletes the hits of a rate-limited key, in the current and the previous window.
--
-- KEYS[1]  prefix of the key's hashes
-- ARGV[1]  length of the window, milliseconds
-- ARGV[2]  field of the key
-- Reply    number of counters that were deleted
-- Cost     O(1)

local number = math.floor(tonumber(redis.call('TIME')[1]) * 1000 / tonumber(ARGV[1]))
local forgotten = 0

for window = number - 1, number do
  forgotten = forgotten + redis.call('HDEL', KEYS[1] .. ':' .. string.format('%.0f', window), ARGV[2], ARGV[2] .. '*')
end

return forgotten
