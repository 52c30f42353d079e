-- ends: ok
-- Objects of the host in a message arrive as nothing.
local time = require("time")

local function main()
  process.send(process.pid(), "objects", {ch = channel.new(), now = time.now(), timer = time.timer("1h"), f = print,
    co = coroutine.create(print), n = 1})
  local got = process.inbox():receive():payload():data()
  assert(got.n == 1 and got.ch == nil and got.now == nil and got.timer == nil and got.f == nil and got.co == nil)
end

return {main = main}
