-- ends: terminated
-- table.concat.
local function main()
  local t = {"a", "b", "c"}
  while true do
    table.concat(t, ",")
  end
end

return {main = main}
