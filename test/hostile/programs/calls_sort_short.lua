-- ends: terminated
-- Sorts of short tables.
local function main()
  while true do
    table.sort({3, 1, 2})
  end
end

return {main = main}
