local lives = require("lives")

return {main = function()
  for _, cart in ipairs({{customer = "Ann", item = "teapot", total = 40}, {customer = "Bob", item = "elephant", total = 900},
    {customer = "Carol", item = "castle", total = 1000000}}) do
    lives.start(cart.customer, "app:checkout", "app:temporal_client@app:temporal_worker", {}, cart)
  end
  lives.wait()
  lives.tell()
end}
