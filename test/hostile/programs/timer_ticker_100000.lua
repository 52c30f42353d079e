-- ends: terminated
-- ends: memory
-- A hundred thousand tickers of a millisecond.
local time = require("time")

local function main()
  local tickers = {}
  for i = 1, 100000 do
    tickers[i] = time.ticker("1ms")
  end
  while true do
    tickers[1]:channel():receive()
  end
end

return {main = main}
