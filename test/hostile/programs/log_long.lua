-- ends: terminated
-- inside: c
-- Lines of a million letters.
local logger = require("logger")

local function main()
  local text = ("x"):rep(1000000)
  while true do
    logger:info(text)
    print(text)
  end
end

return {main = main}
