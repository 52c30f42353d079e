-- ends: error as expected
-- The program's own globals are replaced by functions that do not come back; the host calls none of them.
local function forever()
  while true do
  end
end

local function main()
  for _, name in ipairs({"pcall", "xpcall", "error", "type", "tostring", "setmetatable", "getmetatable", "rawget", "rawset",
    "select",
    "next", "unpack"}) do
    _G[name] = forever
  end
  process.send(process.pid(), "topic", {1, 2, 3})
  local got = process.inbox():receive():payload():data()
  local sum = got[1] + got[2] + (7 // 2) + (6 & 3)
  return nil, errors.new("as expected " .. sum)
end

return {main = main}
