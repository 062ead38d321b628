-- Requests for wrk, by the word after --:
--   view      views of 1,000 stories; of every two one is a viewer's first and one the second
--   fill      writes 10,000 stories
--   story     reads one of them
--   zipf      reads them all, by Zipf's distribution with exponent 1
--   count     reads the count of one
--   each      reads them one after the other, each connection some 125 times a second
--   check     decides on hits of 250 keys, as a service
--   hot       decides on hits of one key, as a service
--   keys      decides on hits of a new key each
--   listen    opens a stream of notifications on each connection: a file of tokens, a line for each user
--   enqueue   enqueues jobs, as a service
--   work      claims a hundred jobs at a time and completes each, as a service
--   batch     views as a service, a thousand a request: prefix of the items, number of items, number of views, and a file that gets a dot
--             from each thread whose views are answered, '!' from one where that failed; wrk itself runs on
--   constant  the constant endpoint, with the same headers, so that the client does the same work for both
-- A second word is a rate: so many a second from each thread, however fast the answers come; 0 as fast as they come. A third one the
-- number of stories that are viewed, a fourth one the prefix of their ids.
-- Viewers are told apart by their address, as behind a proxy that the service trusts.

local stories, prefix = 1000, 'load-'
local APART = 500
-- Prime, so that views that follow each other are of stories that lie apart.
local STRIDE = 7919

local HEADERS = ' HTTP/1.1\r\nHost: localhost\r\n'
  .. 'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n'
  .. 'X-Forwarded-For: 10.'

local threads = 0
local sent = 0
local seed, line

function setup(thread)
  thread:set('number', threads)
  threads = threads + 1
end

-- The rank that a number in [0, 1) falls on: the sum of 1/rank up to rank k is close to ln(k) + 0.5772.
local CATALOG = 10000
local function zipf()
  return math.min(CATALOG, math.floor(math.exp(math.random() * (math.log(CATALOG) + 0.5772)))) - 1
end

local story = '{"title":"The lighthouse keeper","authorId":"ada","tags":["sea"]}'
local LINES = {
  view = function(pair) return 'POST /api/stories/' .. prefix .. pair * STRIDE % stories .. '/view' end,
  constant = function() return 'GET /api/ping' end,
  story = function() return 'GET /api/stories/zipf-0' end,
  zipf = function() return 'GET /api/stories/zipf-' .. zipf() end,
  each = function()
    return 'GET /api/stories/zipf-' .. (2 * sent + number) % CATALOG
  end,
  count = function() return 'GET /api/stories/zipf-0/views' end
}

local function asService(path, body)
  return 'POST ' .. path .. ' HTTP/1.1\r\nHost: localhost\r\n'
    .. 'Authorization: Bearer loadtest-service-token\r\nContent-Type: application/json\r\n'
    .. 'Content-Length: ' .. #body .. '\r\n\r\n' .. body
end

local function deciding(key)
  return function()
    sent = sent + 1
    return asService('/api/rate-limits/load/check', '{"key":"' .. key() .. '"}')
  end
end

local function listening(file)
  local tokens = {}
  for token in io.lines(file) do
    tokens[#tokens + 1] = token
  end
  return function()
    sent = sent + 1
    return 'GET /api/notifications/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer '
      .. tokens[(2 * sent + number) % #tokens + 1] .. '\r\n\r\n'
  end
end

local function enqueueing()
  return asService('/api/jobs/load', '{"payload":{"to":"u1","template":"welcome"}}')
end

-- One viewer after the other for each item. wrk makes a first request of the first thread to look at it, and does not send it.
local VIEWS = 1000
local function batching(prefix, items, views, ended)
  local share = math.floor((math.ceil(views / VIEWS) + 1 - number) / 2)
  local made, answered, over = number - 1, 0, false
  return function()
    local first = (2 * made + number) * VIEWS
    made = made + 1
    if first < 0 or first >= views then
      return 'GET /api/ping HTTP/1.1\r\nHost: localhost\r\n\r\n'
    end
    local body = {}
    for n = first, math.min(views, first + VIEWS) - 1 do
      body[#body + 1] = '{"type":"story","id":"' .. prefix .. n % items .. '","userId":"u' .. math.floor(n / items) .. '"}'
    end
    return asService('/api/views', '{"views":[' .. table.concat(body, ',') .. ']}')
  end, function(status, headers, body)
    if #body > VIEWS then
      answered = answered + 1
    end
    -- Other connections of the thread are answered after its end, too.
    if not over and (status ~= 200 or answered >= share) then
      over = true
      local file = io.open(ended, 'a')
      file:write(status == 200 and '.' or '!')
      file:close()
      wrk.thread:stop()
    end
  end
end

local claimed = {}

local function working()
  local job = table.remove(claimed)
  if job then
    return asService('/api/jobs/load/' .. job.id .. '/complete', '{"token":"' .. job.token .. '"}')
  end
  return asService('/api/jobs/load/claim', '{"max":100,"visibilitySeconds":600}')
end

local function remember(status, headers, body)
  for id, token in body:gmatch('{"id":"([^"]+)".-"token":"([^"]+)"') do
    claimed[#claimed + 1] = { id = id, token = token }
  end
end

-- Spreads requests evenly in time; one that is late does not delay those after it.
local ffi = require('ffi')
ffi.cdef('typedef struct { long seconds, nanoseconds; } moment; int clock_gettime(int clock, moment *now);')
local MONOTONIC = 1
local moment = ffi.new('moment')

local function now()
  ffi.C.clock_gettime(MONOTONIC, moment)
  return tonumber(moment.seconds) + tonumber(moment.nanoseconds) / 1e9
end

local function paced(rate)
  local due = now()
  return function()
    due = due + 1 / rate
    return math.max(0, math.floor((due - now()) * 1000 + math.random()))
  end
end

function init(args)
  seed = (os.time() * 8 + number) % 256
  math.randomseed(seed)
  line = LINES[args[1]]
  if args[1] == 'listen' then
    request = listening(args[2])
    return
  end
  if args[1] ~= 'batch' then
    local rate = tonumber(args[2] or 0)
    if rate > 0 then
      delay = paced(rate)
    end
    stories, prefix = tonumber(args[3] or stories), args[4] or prefix
  end
  if args[1] == 'fill' then
    request = fill
  elseif args[1] == 'check' then
    request = deciding(function() return 'u' .. sent % 250 end)
  elseif args[1] == 'enqueue' then
    request = enqueueing
  elseif args[1] == 'work' then
    request = working
    response = remember
  elseif args[1] == 'batch' then
    request, response = batching(args[2], tonumber(args[3]), tonumber(args[4]), args[5])
  elseif args[1] == 'keys' then
    request = deciding(function() return number .. '-' .. sent end)
  elseif args[1] == 'hot' then
    request = deciding(function() return 'u' end)
  elseif args[1] == 'each' then
    delay = function() return math.random(0, 14) end
  end
end

function fill()
  sent = sent + 1
  return 'PUT /api/stories/zipf-' .. (2 * sent + number) % CATALOG .. ' HTTP/1.1\r\nHost: localhost\r\n'
    .. 'Authorization: Bearer loadtest-service-token\r\nContent-Type: application/json\r\n'
    .. 'Content-Length: ' .. #story .. '\r\n\r\n' .. story
end

-- A block of first views, then the same block again.
function request()
  local block = math.floor(sent / (2 * APART))
  local pair = block * APART + sent % APART
  local viewer = math.floor(pair / stories)
  sent = sent + 1
  return line(pair) .. HEADERS .. seed .. '.' .. math.floor(viewer / 250) % 250 .. '.' .. viewer % 250 .. '\r\n\r\n'
end
