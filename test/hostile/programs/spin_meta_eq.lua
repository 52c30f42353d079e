-- ends: terminated
-- A metamethod that does not come back: equality.
local function forever()
  while true do
  end
end

local function main()
  local t = setmetatable({}, {__eq = forever})
  return t == setmetatable({}, getmetatable(t))
end

return {main = main}
