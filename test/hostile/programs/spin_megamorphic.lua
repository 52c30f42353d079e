-- ends: terminated
-- Code that no trace fits: another type each time.
local function main()
  local values, n = {1, "2", 3.5, "4.25"}, 0
  while true do
    for i = 1, #values do
      n = n + values[i]
      values[i] = type(values[i]) == "string" and tonumber(values[i]) or tostring(values[i])
    end
  end
end

return {main = main}
