if process.id() == "app:keeper" then
  process.registry.register("keeper")
end

-- Counts the starts of the crasher and says when the numbers that are looked at are reached.
local function keeper()
  local starts, events = process.listen("start"), process.events()
  local n = 0
  while true do
    local got = channel.select({events:case_receive(), starts:case_receive()})
    if got.channel == events then
      print("keeper ends after", n, "starts")
      return
    end
    n = n + 1
    if n == 2000 or n == 10000 then
      print("starts:", n)
    end
  end
end

-- Crashes in one of several ways.
local function crasher()
  process.send("keeper", "start")
  local way = tonumber(process.pid():match("0x(%x+)"), 16) % 3
  if way == 0 then
    error("raised")
  elseif way == 1 then
    return nil, "returned"
  end
  coroutine.spawn(function() error({"in a coroutine"}) end)
  channel.new():receive()
end

return {keeper = keeper, crasher = crasher}
