-- ends: terminated
-- The ends of processes, read one by one.
local function main()
  local events = process.events()
  while true do
    if process.spawn_monitored("app:returns", "app:hostile", 1) then
      events:receive()
    end
  end
end

return {main = main}
