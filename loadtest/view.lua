-- Views for wrk: 1,000 stories; of every two views one is a viewer's first and one its second.
-- Viewers are told apart by their address, as behind a proxy that the service trusts.

local STORIES = 1000
local APART = 500

local threads = 0
local sent = 0
local seed

function setup(thread)
  thread:set('number', threads)
  threads = threads + 1
end

function init(args)
  seed = (os.time() * 8 + number) % 256
end

local function view(pair)
  return 'POST /api/stories/load-' .. pair % STORIES .. '/view HTTP/1.1\r\nHost: localhost\r\n'
    .. 'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n'
    .. 'X-Forwarded-For: 10.' .. seed .. '.' .. math.floor(pair / STORIES / 250) % 250 .. '.' .. math.floor(pair / STORIES) % 250
    .. '\r\nContent-Length: 0\r\n\r\n'
end

-- A block of first views, then the same block again.
function request()
  local block = math.floor(sent / (2 * APART))
  local pair = block * APART + sent % APART
  sent = sent + 1
  return view(pair)
end
