-- ends: ok
-- Everything is frozen, by the program itself.
local function main()
  for name, value in pairs(_G) do
    if type(value) == "table" then
      pcall(table.freeze, value)
    end
  end
  local t = table.freeze({3, 2, 1})
  assert(not pcall(function() t[1] = 1 end))
  assert(not pcall(rawset, t, 1, 1))
  assert(not pcall(table.insert, t, 1))
  assert(not pcall(table.remove, t))
  assert(not pcall(table.sort, t))
  assert(not pcall(setmetatable, t, {}))
  process.send(process.pid(), "topic", t)
  assert(process.inbox():receive():payload():data()[1] == 3)
end

return {main = main}
