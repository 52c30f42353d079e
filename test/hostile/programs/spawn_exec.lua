-- ends: terminated
-- Calls of processes from a hundred tasks.
local function main()
  for _ = 1, 100 do
    coroutine.spawn(function()
      while true do
        process.exec("app:returns", "app:hostile", 1)
      end
    end)
  end
  process.inbox():receive()
end

return {main = main}
