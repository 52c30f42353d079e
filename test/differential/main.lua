-- The troupe side: calls each program and prints its name and what it printed.
local io = require("io")
local funcs = require("funcs")

return {
  main = function()
    for _, name in ipairs(require("names")) do
      local text, err = funcs.call("app:" .. name)
      io.write("=== ", name, "\n", err and "failed: " .. tostring(err) or text, "\n")
    end
  end,
}
