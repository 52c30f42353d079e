-- Two orders at once; the steps tell `till`, which must be there for them.
local lives = require("lives")

return {main = function()
  process.registry.register("till")
  for _, destination in ipairs({"Berlin", "the Moon"}) do
    lives.start("order to " .. destination, "saga:order", "saga:workflows", {},
      {item = "a teapot", price = 40, customer = "Ann", destination = destination})
  end
  lives.wait()
  lives.tell()
end}
