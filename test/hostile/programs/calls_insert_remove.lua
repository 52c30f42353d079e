-- ends: terminated
-- table.insert and table.remove.
local function main()
  local t = {}
  while true do
    table.insert(t, 1)
    table.remove(t)
  end
end

return {main = main}
