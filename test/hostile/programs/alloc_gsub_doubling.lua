-- ends: memory
-- A replacement that doubles.
local function main()
  local s = "x"
  while true do
    s = s:gsub(".", "%0%0")
  end
end

return {main = main}
