-- ends: error cannot compare
-- A comparator that fails.
local function main()
  table.sort({3, 2, 1}, function() error("cannot compare") end)
end

return {main = main}
