local time = require("time")

local function main()
  time.sleep("1s")
end

return {main = main}
