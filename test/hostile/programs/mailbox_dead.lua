-- ends: terminated
-- Messages to a process that has ended.
local function main()
  local child = process.spawn_monitored("app:returns", "app:hostile")
  process.events():receive()
  while true do
    assert(not process.send(child, "topic", 1))
  end
end

return {main = main}
