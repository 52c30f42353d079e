-- ends: ok
-- The libraries' tables are not for writing.
local function main()
  for _, library in ipairs({string, table, math, os, coroutine, errors, process, channel}) do
    local before = next(library)
    assert(not pcall(function() library.hostile = 1 end))
    assert(not before or not pcall(function() library[before] = nil end))
    assert(library.hostile == nil)
  end
  assert(string.upper("x") == "X")
end

return {main = main}
