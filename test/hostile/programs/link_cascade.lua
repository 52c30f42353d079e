-- ends: terminated
-- Five hundred processes linked to one that fails, again and again.
local function main()
  process.set_options({trap_links = true})
  local events = process.events()
  while true do
    local left = 0
    for _ = 1, 500 do
      if process.spawn_linked("app:fails", "app:hostile") then
        left = left + 1
      end
    end
    while left > 0 do
      events:receive()
      left = left - 1
    end
  end
end

return {main = main}
