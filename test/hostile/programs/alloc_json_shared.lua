-- ends: memory
-- ends: terminated
-- A small table that is referred to from everywhere: as a document it grows exponentially.
local json = require("json")

local function main()
  local t = {"leaf"}
  for _ = 1, 60 do
    t = {t, t}
  end
  local text, err = json.encode(t)
  return text and #text or tostring(err)
end

return {main = main}
