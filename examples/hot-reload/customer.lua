-- Asks without a pause, and tells the shop of every hundred answers.
local funcs = require("funcs")
local time = require("time")

local function main(shop)
  local told = {answers = 0, failed = 0, mixed = 0, tariff = 0}
  local events = process.events()
  while true do
    local price, err = funcs.call("shop:price", 50)
    told.answers = told.answers + 1
    if err then
      told.failed = told.failed + 1
    else
      if price.written_for ~= price.tariff or price.tariff < told.tariff then
        told.mixed = told.mixed + 1
      end
      told.tariff, told.amount = price.tariff, price.amount
    end
    if told.answers == 100 then
      process.send(shop, "answers", told)
      told = {answers = 0, failed = 0, mixed = 0, tariff = told.tariff}
      local stop = channel.select{events:case_receive(), time.after("1ms"):case_receive()}
      if stop.channel == events then
        return
      end
    end
  end
end

return {main = main}
