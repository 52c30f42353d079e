-- ends: ok
-- Documents that end too early or mean nothing.
local json = require("json")

local function main()
  for _, text in ipairs({"[", "{", "\"", "\"\\", "\"\\u", "\"\\ud800", "\"\\ud800\\u0000\"", "-", "1e", "1e999999999", "0x1",
    "nul", "tru", "[1,]", "{\"a\"}",
    "{\"a\":}", "{,}", "\0", "[\0]", "\255\254", ("9"):rep(100000), "1e" .. ("9"):rep(100000), "\"" .. ("x"):rep(1000000),
      ("\\"):rep(100000)}) do
    json.decode(text)
  end
end

return {main = main}
