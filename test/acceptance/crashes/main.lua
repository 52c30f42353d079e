local time = require("time")

local function main()
  local raises = process.spawn_monitored("app:raises", "app:processes")
  for i = 1, 12 do
    process.send(raises, "topic " .. i)
  end
  process.registry.register("all sent")
  process.events():receive()
  process.exec("app:greedy", "app:processes")
  process.terminate(process.spawn("app:waits", "app:processes"))
  process.terminate(process.registry.lookup("killed"))
  time.sleep("300ms")
  return nil, "the program has no end of its own"
end

return {main = main}
