-- ends: ok
-- ends: terminated
-- If there were finalizers, these would not come back.
local function forever()
  while true do
  end
end

local function main()
  for _ = 1, 100000 do
    setmetatable({}, {__gc = forever, __mode = "kv"})
  end
end

return {main = main}
