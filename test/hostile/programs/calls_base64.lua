-- ends: terminated
-- Base64 both ways.
local base64 = require("base64")

local function main()
  while true do
    base64.decode(base64.encode("hello"))
  end
end

return {main = main}
