-- ends: terminated
-- string.find without patterns.
local function main()
  local s = "hello"
  while true do
    s:find("lo", 1, true)
  end
end

return {main = main}
