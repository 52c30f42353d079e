-- ends: error attempt to compare
-- Items that cannot be compared.
local function main()
  table.sort({3, "x", {}, true})
end

return {main = main}
