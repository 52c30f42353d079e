-- ends: terminated
-- Methods of strings.
local function main()
  local s = "Hello"
  while true do
    s = s:upper():lower()
  end
end

return {main = main}
