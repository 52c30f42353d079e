-- plain.lua HERE SEED COUNT: the other side, run by a LuaJIT as its authors ship it.
local here, seed, count = arg[1], tonumber(arg[2]), tonumber(arg[3])
package.path = here .. "/?.lua"
local wrap = require("wrap")
for _, each in ipairs(require("cases")(here .. "/programs", seed, count)) do
  local chunk, problem = loadstring(wrap(each.text), "=app:" .. each.name)
  if not chunk then
    io.write("=== ", each.name, "\nfailed: ", problem, "\n")
  else
    setfenv(chunk, setmetatable({}, {__index = _G}))
    io.write("=== ", each.name, "\n", chunk().main(), "\n")
  end
end
