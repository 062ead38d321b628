-- Bounds how many keys one owner has; shared by the scripts that create such keys.
--
-- An index is a sorted set: end of a key's name -> when the key was created, in microseconds. It lives as long as the key that lives longest.
-- A key that expired stays in its index until that is full. Cost of a new key: O(log(most)), and O(most) where the index is full.

local call = redis.call

-- Forgets the keys that expired, then deletes the oldest ones until there is room for one more.
local function make_room(index, prefix, most)
  if call('ZCARD', index) < most then
    return
  end
  local living = {}
  for _, name in ipairs(call('ZRANGE', index, 0, -1)) do
    if call('EXISTS', prefix .. name) == 1 then
      living[#living + 1] = name
    else
      call('ZREM', index, name)
    end
  end
  for i = 1, #living - most + 1 do
    call('DEL', prefix .. living[i])
    call('ZREM', index, living[i])
  end
end

-- Has an index live for as many milliseconds at least; does nothing where there is none.
local function outlive(index, ttl)
  if call('PTTL', index) < tonumber(ttl) then
    call('PEXPIRE', index, ttl)
  end
end

-- Enters a key that is about to be created, which may cost the oldest one.
local function enter(index, prefix, name, most, ttl)
  make_room(index, prefix, most)
  local time = call('TIME')
  call('ZADD', index, string.format('%.0f', time[1] * 1000000 + time[2]), name)
  outlive(index, ttl)
end
