-- What a run of tests prints.
local io = require("io")

local report = {}

local colours = {red = "31", green = "32", yellow = "33", bold = "1", dim = "2"}

local function paint(colour, text)
  return "\27[" .. colours[colour] .. "m" .. text .. "\27[0m"
end

function report.duration(seconds)
  if seconds < 1 then return string.format("%dms", math.floor(seconds * 1000)) end
  return string.format("%.2fs", seconds)
end

function report.text(text)
  io.print(text)
end

function report.suite(name)
  io.print("\n  " .. paint("bold", name))
end

function report.entry(name)
  io.print("    " .. name)
end

-- One test: "pass", "fail" or "skip".
function report.result(how, name, seconds, why)
  local mark = how == "pass" and paint("green", "+") or how == "fail" and paint("red", "-") or paint("yellow", "~")
  local line = "    " .. mark .. " " .. name
  if how ~= "skip" then line = line .. "  " .. paint("dim", report.duration(seconds or 0)) end
  io.print(line)
  if how == "fail" then
    io.print("      " .. paint("red", "Error: ") .. string.gsub(tostring(why or "failed"), "\n", "\n      "))
  end
end

function report.summary(passed, failed, skipped, seconds)
  local rest = (skipped > 0 and "  " .. skipped .. " skipped" or "") .. "  " .. report.duration(seconds)
  if failed == 0 then
    io.print("\n" .. paint("green", "PASSED"))
    io.print(passed .. " tests" .. rest)
  else
    io.print("\n" .. paint("red", "FAILED"))
    io.print(passed .. " passed  " .. failed .. " failed" .. rest)
  end
end

return report
