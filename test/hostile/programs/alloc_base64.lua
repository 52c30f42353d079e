-- ends: memory
-- A text that grows by a third, again and again.
local base64 = require("base64")

local function main()
  local s = ("x"):rep(1000000)
  while true do
    s = base64.encode(s)
  end
end

return {main = main}
