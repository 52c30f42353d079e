return {main = function()
  local metrics = require("metrics")
  metrics.counter_inc("shop.orders", {kind = "book"})
  metrics.counter_add("shop.orders", 2, {kind = "book"})
  metrics.gauge_set("depth", 7)
  metrics.histogram("seconds", 0.3)
  require("logger"):info("ready")
  process.inbox():receive()
end}
