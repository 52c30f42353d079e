-- ends: ok
-- ends: error
-- ends: terminated
-- A call that waits, within a coroutine made by hand.
local function main()
  coroutine.wrap(function()
    process.inbox():receive()
  end)()
end

return {main = main}
