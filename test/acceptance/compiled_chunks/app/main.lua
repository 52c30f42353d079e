local greeting = require("greeting")

local function main(name: string?): number
  io.print(greeting.to(name or "world"))
  return 0
end

return {main = main}
