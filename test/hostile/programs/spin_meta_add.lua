-- ends: terminated
-- A metamethod that does not come back: addition.
local function forever()
  while true do
  end
end

local function main()
  local t = setmetatable({}, {__add = forever})
  return t + 1
end

return {main = main}
