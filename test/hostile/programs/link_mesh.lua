-- ends: error linked process failed
-- A hundred processes, each linked to the one before, all ended by one.
local function main()
  local before
  for _ = 1, 100 do
    before = process.spawn_linked("app:waits", "app:hostile", before)
  end
  process.terminate(before)
  process.inbox():receive()
end

return {main = main}
