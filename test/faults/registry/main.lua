-- Says which version was restored and whether all of it is there, then makes versions until somebody ends it. Version n sets every entry
-- to n, the one of the files included.
local funcs = require("funcs")
local io = require("io")
local registry = require("registry")

local names = {"run:a", "run:b", "run:c"}

local function fail(...)
  io.print("BROKEN", ...)
  return 1
end

local function number_in(entry)
  return entry and entry.data.n
end

local function main(last)
  last = tonumber(last) or math.huge
  local version = registry.current_version():id()
  for _, name in ipairs(names) do
    local n = number_in(registry.get(name))
    if n ~= (version > 0 and version or nil) then
      return fail("v" .. version, name, n)
    end
  end
  if number_in(registry.get("app:mark")) ~= version then
    return fail("v" .. version, "app:mark", number_in(registry.get("app:mark")))
  end
  if version > 0 and funcs.call("run:f") ~= version then
    return fail("v" .. version, "run:f", funcs.call("run:f"))
  end
  local versions = registry.versions()
  for i, each in ipairs(versions) do
    if each:id() ~= i - 1 or (i > 1 and each:previous():id() ~= i - 2) then
      return fail("history", i, each)
    end
  end
  if #versions ~= version + 1 then
    return fail("history has", #versions, "versions")
  end
  io.print("restored", version)

  while version < last do
    local n = version + 1
    local changes = registry.snapshot():changes()
    local put = version == 0 and changes.create or changes.update
    for _, name in ipairs(names) do
      put(changes, {id = name, kind = "registry.entry", data = {n = n, filling = ("x"):rep(n % 7 * 500)}})
    end
    put(changes, {id = "run:f", kind = "function.lua", data = {source = "return {main = function() return " .. n .. " end}", method = "main"}})
    changes:update({id = "app:mark", kind = "registry.entry", data = {n = n}})
    local made, problem = changes:apply()
    if not made then
      return fail("apply", n, problem)
    end
    version = made:id()
    io.print("applied", version)
  end
  return 0
end

return {main = main}
