-- ends: ok
-- A result whose metamethods spin: copying it does not call them.
local function forever()
  while true do
  end
end

local function main()
  return setmetatable({1, 2}, {__index = forever, __len = forever, __tostring = forever, __call = forever})
end

return {main = main}
