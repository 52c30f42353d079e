-- ends: ok
-- A million brackets in each other.
local json = require("json")

local function main()
  for _, bracket in ipairs({"[", "{\"a\":", "[{\"a\":"}) do
    local value, err = json.decode(bracket:rep(1000000))
    assert(value == nil and err)
  end
end

return {main = main}
