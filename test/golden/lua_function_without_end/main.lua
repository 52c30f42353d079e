local io = require("io")

local function main()
  if true then
    io.print("hello")
end

return {main = main}
