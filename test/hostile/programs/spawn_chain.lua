-- ends: terminated
-- Each process starts the next one and waits.
local function main()
  process.spawn_linked(process.id(), "app:hostile")
  process.inbox():receive()
end

return {main = main}
