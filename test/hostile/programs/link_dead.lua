-- ends: ok
-- Links to processes that have ended.
local function main()
  local child = process.spawn_monitored("app:returns", "app:hostile")
  process.events():receive()
  for _ = 1, 100000 do
    assert(not process.monitor(child))
    assert(not process.link(child))
  end
end

return {main = main}
