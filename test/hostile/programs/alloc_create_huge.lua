-- ends: ok
-- ends: memory
-- ends: error
-- A table larger than any memory.
local function main()
  return #table.create(2 ^ 31, 2 ^ 31)
end

return {main = main}
