-- ends: ok
-- Fields that contain themselves, are deep, or are no fields.
local logger = require("logger")

local function main()
  local t = {}
  t.own = t
  pcall(logger.info, logger, "cycle", t)
  local deep = {}
  for _ = 1, 100000 do
    deep = {x = deep}
  end
  pcall(logger.info, logger, "deep", deep)
  pcall(logger.info, logger, "no fields", 1)
  pcall(logger.info, logger, {}, {})
  pcall(logger.info, logger)
  pcall(logger.info)
  pcall(logger.with, logger, t)
  pcall(logger.named, logger, "")
  pcall(logger.info, logger, "odd", {[1] = 2, [t] = 3, f = print, ch = channel.new(), e = errors.new("x"), nan = 0 / 0})
end

return {main = main}
