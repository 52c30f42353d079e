-- ends: ok
-- Durations that are none, too long, or no numbers.
local time = require("time")

local function main()
  for _, d in ipairs({-1, -1e300, 0 / 0, "", "x", "1", "-1h", "1h1", {}, true, "1e9h", ".s", "1..s", "9999999999999999999h"}) do
    for _, f in ipairs({time.after, time.timer, time.ticker}) do
      local fine, made = pcall(f, d)
      if fine and type(made) == "userdata" then
        pcall(function() return made:stop() end)
      end
    end
  end
  for _, d in ipairs({2 ^ 62, 2 ^ 63, 2 ^ 64, 1e300, math.huge, "2562047h"}) do
    pcall(time.after, d)
    pcall(time.timer, d)
    pcall(time.ticker, d)
  end
  for _, d in ipairs({-1, -1e300, "", "x", {}, true}) do
    pcall(time.sleep, d)
  end
end

return {main = main}
