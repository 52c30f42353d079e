local logger = require("logger")

-- A table has no order; its line in the log has.
local function main()
  logger:info("order", {pear = 1, apple = 2, zebra = 3, cherry = {b = 1, c = 2, a = 3}, fig = 4, olive = 5, grape = 6})
end

return {main = main}
