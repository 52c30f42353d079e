-- ends: terminated
-- Records of every level, without number.
local logger = require("logger")

local function main()
  while true do
    logger:debug("again")
    logger:info("again", {n = 1})
    logger:warn("again", {list = {1, 2, 3}})
    logger:error("again", {error = "x"})
  end
end

return {main = main}
