-- ends: terminated
-- A metamethod that does not come back: a field that is not there.
local function forever()
  while true do
  end
end

local function main()
  local t = setmetatable({}, {__index = forever})
  return t.x
end

return {main = main}
