-- ends: terminated
-- Processes that wait, as many as the host takes, and then more: all end with this one.
local function main()
  while true do
    process.spawn_linked("app:waits", "app:hostile")
  end
end

return {main = main}
