-- ends: memory
-- A text that doubles.
local function main()
  local s = "x"
  while true do
    s = s .. s
  end
end

return {main = main}
