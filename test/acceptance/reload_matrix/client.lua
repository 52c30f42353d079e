-- Calls and sends without a pause: every answer must be whole and of one version, no call may fail.
local funcs = require("funcs")
local time = require("time")

local function main(sink)
  local events = process.events()
  local told = {calls = 0, failed = 0, mixed = 0, back = 0}
  local version = 0
  for n = 1, math.huge do
    local got, err = funcs.call("load:work", n)
    told.calls = n
    if err or got.n ~= n then
      told.failed = told.failed + 1
      told.why = tostring(err)
    else
      if got.mine ~= got.part then
        told.mixed = told.mixed + 1
      end
      if got.mine < version then
        told.back = told.back + 1
      end
      version = got.mine
    end
    assert(process.send(sink, "count", n))
    if n % 20 == 0 then
      local stop = channel.select{events:case_receive(), time.after("1ms"):case_receive()}
      if stop.channel == events then
        break
      end
    end
  end
  told.version = version
  process.send(sink, "end", told)
end

return {main = main}
