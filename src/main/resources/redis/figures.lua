-- Adds what a replica counted since it last did, and tells what all have counted.
--
-- KEYS[1]  ff:figures
-- ARGV[1]  milliseconds that the figures outlive the last replica
-- ARGV[2]  a random id, for figures that begin
-- ARGV[3]  and on: name of a figure, what to add to it
-- Answer   id of the figures: another one whenever they began anew; when they began, epoch milliseconds; then each named figure
-- Cost     O(figures), a fixed number of some dozens

local key = KEYS[1]

if redis.call('HSETNX', key, '#id', ARGV[2]) == 1 then
  local time = redis.call('TIME')
  redis.call('HSET', key, '#since', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
end

local names = { '#id', '#since' }
for i = 3, #ARGV, 2 do
  names[#names + 1] = ARGV[i]
  if ARGV[i + 1] ~= '0' then
    redis.call('HINCRBY', key, ARGV[i], ARGV[i + 1])
  end
end
redis.call('PEXPIRE', key, ARGV[1])
return redis.call('HMGET', key, unpack(names))
