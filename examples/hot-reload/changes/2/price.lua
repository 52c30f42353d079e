-- Says by which tariff it was written and by which it reckons: the two are never of different versions.
local tariff = require("tariff")

return function(amount)
  return {amount = amount * tariff.percent / 100, written_for = 2, tariff = tariff.number}
end
