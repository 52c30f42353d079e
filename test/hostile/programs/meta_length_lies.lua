-- ends: ok
-- ends: error
-- ends: terminated
-- A __len that answers anything but a length, where library functions ask.
local function main()
  for _, length in ipairs({-1, 0.5, 0 / 0, math.huge, 2 ^ 53, "10", {}, false}) do
    local t = setmetatable({3, 2, 1}, {__len = function() return length end})
    pcall(table.sort, t)
    pcall(table.concat, t)
    pcall(table.insert, t, 1)
    pcall(table.remove, t)
    pcall(unpack, t)
    pcall(ipairs, t)
  end
end

return {main = main}
