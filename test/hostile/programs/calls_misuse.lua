-- ends: terminated
-- Wrong arguments, caught.
local function main()
  while true do
    pcall(string.rep)
    pcall(table.concat, 1)
    pcall(setmetatable, 1, 2)
  end
end

return {main = main}
