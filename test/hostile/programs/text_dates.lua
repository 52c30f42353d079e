-- ends: ok
-- Dates that no calendar has.
local time = require("time")

local function main()
  for _, n in ipairs({0, -1, 2 ^ 31, 2 ^ 53, -2 ^ 53, 1e18, 1e300, -1e300, math.huge, 0 / 0}) do
    pcall(os.date, "%c", n)
    pcall(os.date, "*t", n)
    pcall(os.time, {year = n, month = n, day = n, hour = n, min = n, sec = n})
    pcall(time.unix, n, n)
    pcall(time.date, n, n, n, n, n, n, n)
    pcall(time.parse_duration, n)
    pcall(function() return time.unix(n, 0):format(time.RFC3339NANO) end)
    pcall(function() return time.now():add(n):add_date(n, n, n):format(time.RFC1123) end)
    pcall(function() return tostring(time.parse_duration(n)) end)
  end
  pcall(os.date, ("%c"):rep(100000))
  pcall(os.date, "%")
  pcall(os.date, "%E")
  pcall(time.parse_duration, ("1h"):rep(100000))
  pcall(time.parse_duration, ("9"):rep(100000) .. "h")
  pcall(time.parse, ("2006"):rep(1000), ("2024"):rep(1000))
  pcall(function() return time.now():format(("Monday"):rep(100000)) end)
end

return {main = main}
