-- ends: memory
-- A text that grows when it is quoted, again and again.
local function main()
  local s = "\n\0\""
  while true do
    s = string.format("%q", s)
  end
end

return {main = main}
