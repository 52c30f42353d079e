-- ends: memory
-- A document with a million keys, read again and again, all kept.
local json = require("json")

local function main()
  local parts, kept = {}, {}
  for i = 1, 100000 do
    parts[i] = '"k' .. i .. '":' .. i
  end
  local text = "{" .. table.concat(parts, ",") .. "}"
  while true do
    kept[#kept + 1] = assert(json.decode(text))
  end
end

return {main = main}
