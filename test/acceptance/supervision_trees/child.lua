-- A child of a supervisor: writes down its start and its orderly stop, and ends as it is told.
local name = process.id():match(":(.*)")
process.registry.register(name)
process.send("keeper", "mark", "start " .. name)

local function main()
  local orders, events = process.listen("end"), process.events()
  while true do
    local got = channel.select({orders:case_receive(), events:case_receive()})
    if got.channel == events then
      process.send("keeper", "mark", "stop " .. name)
      return
    elseif got.value == "crash" then
      error("boom of " .. name)
    elseif got.value == "return" then
      return
    end
  end
end

return {main = main}
