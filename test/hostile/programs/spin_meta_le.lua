-- ends: terminated
-- A metamethod that does not come back: comparison, the other one.
local function forever()
  while true do
  end
end

local function main()
  local t = setmetatable({}, {__le = forever})
  return t <= t
end

return {main = main}
