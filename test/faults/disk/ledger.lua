-- Notes the numbers that come, each by way of an activity, and ends with the word `end`: the numbers in order, as ranges.
local funcs = require("funcs")

return function()
  local inbox, ranges, last = process.inbox(), {}, -1
  while true do
    local number = funcs.call("app:echo", inbox:receive():payload():data())
    if number == "end" then
      return table.concat(ranges, ",")
    end
    if number ~= last + 1 then
      ranges[#ranges + 1] = "from " .. number
    end
    last = number
    ranges[#ranges] = ranges[#ranges]:match("^from %d+") .. " to " .. number
  end
end
