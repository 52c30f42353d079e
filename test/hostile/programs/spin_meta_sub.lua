-- ends: terminated
-- A metamethod that does not come back: subtraction.
local function forever()
  while true do
  end
end

local function main()
  local t = setmetatable({}, {__sub = forever})
  return t - 1
end

return {main = main}
