-- ends: terminated
-- ends: memory
-- ends: error
-- inside: c
-- An insertion far before the beginning moves what is not there, item by item.
local function main()
  while true do
    pcall(table.insert, {}, -2 ^ 31, 1)
  end
end

return {main = main}
