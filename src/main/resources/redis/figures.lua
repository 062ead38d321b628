-- Adds a replica's increments to the counters of all replicas, and returns the totals.
--
-- KEYS[1]  ff:figures
-- ARGV[1]  time to live of the counters after the last call, milliseconds
-- ARGV[2]  a random id, used if the counters do not exist yet
-- ARGV[3.] pairs: name of a metric, its increment
-- Reply    id of this run of the counters (a new one whenever they restart from zero); its start, epoch milliseconds;
--          then the total of each named metric, null if it was never counted
-- Cost     O(metrics); there are a few dozen

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
