-- ends: terminated
-- string.byte.
local function main()
  local s = "hello"
  while true do
    s:byte(1, 5)
  end
end

return {main = main}
