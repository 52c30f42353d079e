-- ends: terminated
-- A generator made of a coroutine.
local function main()
  for _ in coroutine.wrap(function()
    while true do
      coroutine.yield(1)
    end
  end) do
  end
end

return {main = main}
