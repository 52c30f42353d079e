-- ends: terminated
-- ends: error
-- ends: memory
-- inside: c
-- Positions far from the table.
local function main()
  while true do
    pcall(table.insert, {}, 2 ^ 31, 1)
    pcall(table.insert, setmetatable({}, {__len = function() return 2 ^ 30 end}), 1, 1)
    pcall(table.concat, {}, "", 1, 2 ^ 31)
  end
end

return {main = main}
