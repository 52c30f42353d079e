-- ends: terminated
-- string.sub.
local function main()
  local s = "hello"
  while true do
    s:sub(2, 4)
  end
end

return {main = main}
