-- ends: ok
-- The libraries' tables are not for writing by other ways either.
local function main()
  for _, library in ipairs({string, table, math, os, coroutine, errors, process, channel}) do
    pcall(rawset, library, "hostile", 1)
    pcall(table.insert, library, 1)
    pcall(table.insert, library, 1, 1)
    pcall(table.remove, library)
    pcall(table.sort, library)
    pcall(setmetatable, library, {__index = error, __newindex = error})
    assert(rawget(library, "hostile") == nil and rawget(library, 1) == nil)
  end
  assert(string.upper("x") == "X")
end

return {main = main}
