-- ends: terminated
-- JSON both ways.
local json = require("json")

local function main()
  while true do
    json.decode(json.encode({1, 2, {x = 3}}))
  end
end

return {main = main}
