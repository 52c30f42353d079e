-- ends: ok xxx
-- A metatable of the globals.
local function main()
  setmetatable(_G, {__index = function() return error end, __newindex = function() end})
  local s = ("x"):rep(3)
  process.send(process.pid(), "topic", s)
  return process.inbox():receive():payload():data()
end

return {main = main}
