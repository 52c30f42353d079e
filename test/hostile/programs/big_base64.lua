-- ends: terminated
-- inside: c
-- Eight million bytes, encoded again and again.
local base64 = require("base64")

local function main()
  local s = ("x"):rep(8000000)
  while true do
    base64.encode(s)
  end
end

return {main = main}
