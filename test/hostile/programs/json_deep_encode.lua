-- ends: ok
-- A hundred thousand tables in each other.
local json = require("json")

local function main()
  local t = {}
  for _ = 1, 100000 do
    t = {t}
  end
  local text, err = json.encode(t)
  assert(text == nil and err)
end

return {main = main}
