-- ends: terminated
-- A metamethod that does not come back: the remainder.
local function forever()
  while true do
  end
end

local function main()
  local t = setmetatable({}, {__mod = forever})
  return t % 2
end

return {main = main}
