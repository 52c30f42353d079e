-- ends: ok
-- One item, very far away.
local json = require("json")

local function main()
  for _, key in ipairs({2 ^ 26, 2 ^ 31, 2 ^ 53, 1e300, -1, 0, 0.5, math.huge}) do
    json.encode({[key] = 1})
  end
end

return {main = main}
