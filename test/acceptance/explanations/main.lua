local time = require("time")

-- Long enough for all of them to fail.
local function main()
  process.spawn("app:flow", "app:workflows")
  time.sleep("1s")
end

return {main = main}
