-- ends: terminated
-- string.format.
local function main()
  while true do
    string.format("%d %s %5.2f", 1, "x", 2.5)
  end
end

return {main = main}
