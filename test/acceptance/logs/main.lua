local io = require("io")
local logger = require("logger")

local function fails()
  error("as told", 0)
end

-- One field of its own a record: the order of a table's fields is not fixed.
local function main()
  logger:debug("a debug record", {n = 1})
  logger:info("an info record", {text = "x\ty"})
  logger:warn("a warning", {list = {1, "two", true}})
  logger:error("an error record", {error = "the cause"})
  logger:with({request = 7}):info("a record with a field of its logger")
  logger:named("shop"):named("cart"):info("a record of another name", {map = {a = {b = 1.5}}})
  logger:info("a record with an error object", {why = errors.new("out of stock")})
  logger:info("a record with strange fields", {[1] = "number key", ok = "kept"})
  print("a printed record", 1, nil, true)
  process.exec("app:fails", "app:processes")
  io.print("done", pcall(logger.info, logger, "text", "no table") == false, pcall(logger.named, logger, "") == false,
    pcall(logger.with, logger, 5) == false)
end

return {main = main, fails = fails}
