-- bundle.lua HERE WORK SEED COUNT: writes the bundle that troupe runs: a function a program, and main.lua that calls them in order.
local here, work, seed, count = arg[1], arg[2], tonumber(arg[3]), tonumber(arg[4])
package.path = here .. "/?.lua"
local wrap = require("wrap")
local cases = require("cases")(here .. "/programs", seed, count)

local function write(path, text)
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
end

local index = {[[
version: "1.0"
namespace: app

entries:
  - {name: terminal, kind: terminal.host, lifecycle: {auto_start: true}}
  - {name: main, kind: process.lua, source: file://main.lua, modules: [io, funcs], imports: {names: "app:names"}}
  - {name: names, kind: library.lua, source: file://names.lua}
]]}
local names = {}
local function add(name, text)
  write(work .. "/programs/" .. name .. ".lua", wrap(text))
  index[#index + 1] = string.format('  - {name: "%s", kind: function.lua, source: "file://programs/%s.lua", method: main}\n', name, name)
  names[#names + 1] = string.format("%q", name)
end
for _, each in ipairs(cases) do
  add(each.name, each.text)
  if each.typed then
    add(each.name .. ".typed", each.typed)
  end
end
write(work .. "/_index.yaml", table.concat(index))
write(work .. "/names.lua", "return {" .. table.concat(names, ",\n") .. "}\n")
