-- ends: terminated
-- string.reverse.
local function main()
  local s = "hello"
  while true do
    s:reverse()
  end
end

return {main = main}
