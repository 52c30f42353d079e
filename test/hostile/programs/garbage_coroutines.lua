-- ends: terminated
-- Nothing is kept: coroutines that wait. The limit is on what lives, so this runs for ever.
local function main()
  while true do
    coroutine.wrap(function() coroutine.yield() end)()
  end
end

return {main = main}
