-- ends: memory
-- By way of table.insert.
local function main()
  local t = {}
  while true do
    table.insert(t, {})
  end
end

return {main = main}
