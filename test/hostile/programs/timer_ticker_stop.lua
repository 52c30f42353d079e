-- ends: terminated
-- Tickers that are stopped at once.
local time = require("time")

local function main()
  while true do
    time.ticker("1ms"):stop()
  end
end

return {main = main}
