-- ends: ok
-- A table that contains itself.
local json = require("json")

local function main()
  local t = {}
  t.own = {list = {t}}
  local text, err = json.encode(t)
  assert(text == nil and err)
end

return {main = main}
