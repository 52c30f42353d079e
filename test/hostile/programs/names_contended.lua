-- ends: terminated
-- A name that many want.
local function main()
  for _ = 1, 10 do
    coroutine.spawn(function()
      while true do
        process.registry.register("contended")
        process.registry.unregister("contended")
        coroutine.yield()
      end
    end)
  end
  process.inbox():receive()
end

return {main = main}
