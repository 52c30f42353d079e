-- ends: terminated
-- A metamethod that does not come back: negation.
local function forever()
  while true do
  end
end

local function main()
  local t = setmetatable({}, {__unm = forever})
  return -t
end

return {main = main}
