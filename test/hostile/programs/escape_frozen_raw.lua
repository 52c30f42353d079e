-- ends: ok
-- `rawset` and table.insert ask nobody, so they reach the tables of the libraries: those of their own process, and of no other.
local libraries = {string, table, math, os, coroutine, errors, process, channel}

local function untouched()
  for _, library in ipairs(libraries) do
    if rawget(library, "hostile") ~= nil or rawget(library, 1) ~= nil then
      return false
    end
  end
  return string.upper("x") == "X" and ("x"):upper() == "X"
end

local function main(_, look)
  if look then
    return untouched()
  end
  assert(process.exec(process.id(), "app:hostile", "nobody", true) == true)
  for _, library in ipairs(libraries) do
    assert(not pcall(setmetatable, library, {__index = error, __newindex = error}))
    pcall(rawset, library, "hostile", 1)
    pcall(table.insert, library, 1)
    pcall(table.insert, library, 1, 1)
    pcall(table.remove, library)
    pcall(table.sort, library)
  end
  rawset(string, "upper", error)
  local others, problem = process.exec(process.id(), "app:hostile", "nobody", true)
  assert(others == true, problem)
end

return {main = main}
