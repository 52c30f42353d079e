local funcs = require("funcs")

return {
  main = function()
    return {call = funcs.call("app:echo", "echo")}
  end,
}
