local logger = require("logger")

-- Started once: what runs already, or has ended, is left alone.
local function start(host, id, ...)
  process.with_options({["workflow.id_reuse_policy"] = "reject_duplicate"}):with_name(id):spawn("app:order", host, ...)
end

local function main()
  for i, amount in ipairs({10, 20, 30, 13, 50, 60}) do
    start("app:workflows", "order-" .. i, amount)
  end
  start("app:workflows", "order-7", -1)
  start("app:archive", "order-1", 100, "1ms")
  logger:info("started")
  process.events():receive()
end

return {main = main}
