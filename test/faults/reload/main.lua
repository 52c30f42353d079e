-- Says what is there after a start, then changes an entry of its own again and again while somebody reloads the files, until it is ended.
-- What the files say is of one generation in every version; what the program acknowledged is there whatever the files said meanwhile.
local funcs = require("funcs")
local io = require("io")
local registry = require("registry")

local function fail(...)
  io.print("BROKEN", ...)
  return 1
end

-- The generation of the files in that version, or nothing if it is of two.
local function generation(of)
  local a, b, shared = of:get("files:a"), of:get("files:b"), of:get("files:shared")
  if a and b and a.data.n == b.data.n and shared then
    return a.data.n
  end
end

local function main(last)
  last = tonumber(last) or math.huge
  local here = registry.snapshot()
  local files = generation(here)
  if not files or funcs.call("files:f") ~= files then
    return fail("of two generations", files, funcs.call("files:f"))
  end
  local own = here:get("run:own")
  local n = own and own.data.n or 0
  if here:get("files:shared").data.n ~= n then
    return fail("run:own is", n, "files:shared", here:get("files:shared").data.n)
  end
  local versions = registry.versions()
  for i, each in ipairs(versions) do
    if each:id() ~= i - 1 or (i > 1 and each:previous():id() ~= i - 2) then
      return fail("history", i, each)
    end
  end
  io.print("restored", n, files)

  while n < last do
    here = registry.snapshot()
    if not generation(here) then
      return fail("of two generations, at run time")
    end
    local changes = here:changes()
    local put = here:get("run:own") and changes.update or changes.create
    put(changes, {id = "run:own", kind = "registry.entry", data = {n = n + 1}})
    changes:update({id = "files:shared", kind = "registry.entry", data = {n = n + 1}})
    local made, problem = changes:apply()
    if not made then
      return fail("apply", n + 1, problem)
    end
    n = n + 1
    io.print("applied", n)
  end
  return 0
end

return {main = main}
