-- compare.lua PLAIN TROUPE EXCEPTIONS: exit code 1 if a program printed something else without being an exception, or if one that is
-- an exception printed the same.
local function outputs(path)
  local found, order, name = {}, {}, nil
  for line in io.lines(path) do
    local begins = line:match("^=== (.+)$")
    if begins then
      name = begins
      found[name] = {}
      order[#order + 1] = name
    else
      table.insert(found[name], line)
    end
  end
  return found, order
end

local exceptions = {}
for line in io.lines(arg[3]) do
  local name = line:match("^([%w_.]+)%s+%S")
  if name then exceptions[name] = true end
end

local plain, order = outputs(arg[1])
local troupe, ran = outputs(arg[2])
local failures, programs = 0, 0
local function fail(...)
  failures = failures + 1
  print(string.format(...))
end

local function first_difference(a, b)
  for i = 1, math.max(#a, #b) do
    if a[i] ~= b[i] then
      return i
    end
  end
end

-- A position names the chunk, and the annotated program is another one.
local function untyped(lines)
  local found = {}
  for i, line in ipairs(lines) do
    found[i] = line:gsub("%.typed:", ":")
  end
  return found
end

for _, name in ipairs(order) do
  for _, each in ipairs({name, name .. ".typed"}) do
    if troupe[each] or each == name then
      programs = programs + 1
      if not troupe[each] then
        fail("%s: troupe did not run it", each)
      else
        local at = first_difference(plain[name], untyped(troupe[each]))
        if at and not exceptions[each] then
          fail("%s, line %d\n  plain:  %s\n  troupe: %s", each, at, plain[name][at] or "(nothing)", troupe[each][at] or "(nothing)")
        elseif not at and exceptions[each] then
          fail("%s: is listed as an exception but prints the same", each)
        end
      end
      exceptions[each] = nil
    end
  end
end
for name in pairs(exceptions) do
  fail("%s: is listed as an exception but there is no such program", name)
end
print(string.format("%d programs, %d run by troupe, %d wrong", programs, #ran, failures))
os.exit((failures == 0 and programs >= 300) and 0 or 1)
