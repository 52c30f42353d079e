local io = require("io")
local treesitter = require("treesitter")

local function main()
  local tree, err = treesitter.parse("lua", "return 1")
  io.print(tree, err:kind(), err)
end

return {main = main}
