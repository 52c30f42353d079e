-- ends: terminated
-- A metamethod that comes back, called for ever.
local function main()
  local t, n = setmetatable({}, {__index = function(_, key) return key end}), 0
  while true do
    n = n + t[1]
  end
end

return {main = main}
