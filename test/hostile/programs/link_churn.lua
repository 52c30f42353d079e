-- ends: terminated
-- A link that comes and goes.
local function main()
  local child = assert(process.spawn_linked("app:waits", "app:hostile"))
  while true do
    process.unlink(child)
    process.link(child)
  end
end

return {main = main}
