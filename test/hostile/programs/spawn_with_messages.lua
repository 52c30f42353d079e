-- ends: terminated
-- ends: error
-- ends: memory
-- A process that is born with ten thousand messages, again and again.
local function main()
  local spawner = process.with_options({})
  for i = 1, 1000 do
    spawner = spawner:with_message("topic", i)
  end
  while true do
    spawner:spawn("app:returns", "app:hostile")
  end
end

return {main = main}
