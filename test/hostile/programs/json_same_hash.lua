-- ends: ok
-- Keys that look alike from outside: long, and different only in the middle.
local json = require("json")

local function main()
  local t, head, tail = {}, ("x"):rep(2000), ("y"):rep(2000)
  for i = 1, 3000 do
    t[head .. i .. tail] = i
  end
  assert(json.decode(json.encode(t))[head .. 1 .. tail] == 1)
end

return {main = main}
