-- How many months pass until the subscription is cancelled is a matter of time; that each is paid once is not.
local lives = require("lives")
local io = require("io")

return {main = function()
  process.registry.register("bank")
  local charged = process.listen("charged")
  local pid = lives.start("Ann", "subscription:subscription", "subscription:workflows", {messages = {{"change", {price = 8}}}},
    {customer = "Ann", price = 5, month = "30ms", months = 0, paid = 0, runs = 1})
  local last, in_order = 0, true
  local ends = lives.wait(charged, function(bill)
    in_order = in_order and bill.price == 8 and (last == 0 or bill.month == last or bill.month == last + 1)
    last = bill.month
    if last >= 8 then
      process.send(pid, "change", {cancel = true})
    end
  end)
  local result = ends.Ann.value
  io.print("at least 8 months: " .. tostring(result.months >= 8))
  io.print("each was paid: " .. tostring(result.paid == 8 * result.months))
  io.print("three a run: " .. tostring(result.runs == 1 + math.floor(result.months / 3)))
  io.print("in order: " .. tostring(in_order))
end}
