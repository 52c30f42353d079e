-- ends: terminated
-- A new coroutine for each step.
local function main()
  while true do
    coroutine.wrap(function() return 1 end)()
  end
end

return {main = main}
