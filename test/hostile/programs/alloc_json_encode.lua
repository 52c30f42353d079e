-- ends: memory
-- A short table that is a long document.
local json = require("json")

local function main()
  local t, piece = {}, ("x"):rep(1000000)
  for i = 1, 1000 do
    t[i] = piece
  end
  local text, err = json.encode(t)
  return text and #text or tostring(err)
end

return {main = main}
