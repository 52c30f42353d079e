-- ends: terminated
-- ends: error
-- Yields what only the modules may ask the scheduler for.
local function main()
  local values = {0, -1, 1e300, "send", {}, channel.new(), errors.new("x"), coroutine.create(print), print}
  while true do
    for _, value in ipairs(values) do
      coroutine.yield(value)
      coroutine.yield(value, value, value)
    end
    coroutine.yield(unpack({}, 1, 200))
  end
end

return {main = main}
