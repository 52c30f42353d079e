-- ends: terminated
-- A hundred tickers of a nanosecond, none of them read.
local time = require("time")

local function main()
  local tickers = {}
  for i = 1, 100 do
    tickers[i] = time.ticker(1)
  end
  process.inbox():receive()
end

return {main = main}
