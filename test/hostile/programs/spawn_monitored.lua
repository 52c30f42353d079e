-- ends: terminated
-- ends: memory
-- The ends of processes, without number, that nobody reads.
local function main()
  while true do
    process.spawn_monitored("app:returns", "app:hostile", 1)
  end
end

return {main = main}
