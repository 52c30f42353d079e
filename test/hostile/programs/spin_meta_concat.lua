-- ends: terminated
-- A metamethod that does not come back: concatenation.
local function forever()
  while true do
  end
end

local function main()
  local t = setmetatable({}, {__concat = forever})
  return t .. "x"
end

return {main = main}
