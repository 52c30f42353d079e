-- ends: terminated
-- Entries and hosts that do not exist.
local function main()
  while true do
    assert(not process.spawn("app:nothing", "app:hostile"))
    assert(not process.spawn("app:returns", "app:nowhere"))
    assert(not process.spawn("app:hostile", "app:hostile"))
    assert(not process.spawn("app:returns", "app:returns"))
    assert(not process.spawn("app", "app"))
    assert(not process.spawn("", ""))
  end
end

return {main = main}
