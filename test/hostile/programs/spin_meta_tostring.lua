-- ends: terminated
-- A metamethod that does not come back: the text.
local function forever()
  while true do
  end
end

local function main()
  local t = setmetatable({}, {__tostring = forever})
  return tostring(t)
end

return {main = main}
