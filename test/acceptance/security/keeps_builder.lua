-- A builder that outlives the call that made it: made while the chunk loads, on behalf of whoever called first.
local funcs = require("funcs")
local kept = funcs.new():with_context({tenant = "kept"})

return {
  main = function()
    return kept:call("app:who")
  end,
}
