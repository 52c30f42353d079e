-- ends: terminated
-- coroutine.resume catches errors; it must not catch the end.
local function forever()
  while true do
  end
end

local function main()
  while true do
    coroutine.resume(coroutine.create(forever))
  end
end

return {main = main}
