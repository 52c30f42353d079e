-- ends: terminated
-- A metamethod that does not come back: a new field.
local function forever()
  while true do
  end
end

local function main()
  local t = setmetatable({}, {__newindex = forever})
  t.x = 1
end

return {main = main}
