-- ends: error overflow
-- ends: memory
-- Comparators in each other.
local function main()
  local function nested()
    table.sort({2, 1}, nested)
  end
  nested()
end

return {main = main}
