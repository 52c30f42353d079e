-- ends: terminated
-- inside: c
-- A large document, written again and again.
local json = require("json")

local function main()
  local t = {}
  for i = 1, 200000 do
    t[i] = {i}
  end
  while true do
    json.encode(t)
  end
end

return {main = main}
