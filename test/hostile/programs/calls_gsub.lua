-- ends: terminated
-- string.gsub on a short text.
local function main()
  local s = "hello"
  while true do
    s:gsub("l", "L")
  end
end

return {main = main}
