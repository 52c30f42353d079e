-- ends: terminated
-- inside: c
-- A large document, read again and again.
local json = require("json")

local function main()
  local text = "[" .. ("[1],"):rep(200000) .. "[1]]"
  while true do
    json.decode(text)
  end
end

return {main = main}
