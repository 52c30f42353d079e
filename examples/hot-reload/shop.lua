-- Adds up what eight customers were told, and ends once all of them have paid by tariff 3.
local io = require("io")
local time = require("time")

local function main()
  local customers = {}
  for i = 1, 8 do
    customers[i] = assert(process.spawn("shop:customer", "shop:processes", process.pid()))
  end
  local reports = process.listen("answers", {message = true})
  local total, failed, mixed, current = 0, 0, 0, 0
  local done, left = {}, #customers
  local too_long = time.after("1m")
  while left > 0 do
    local got = channel.select{reports:case_receive(), too_long:case_receive()}
    if got.channel == too_long then
      io.print("nobody changed the tariff for a minute; try: sh examples/hot-reload/drive.sh")
      return 1
    end
    local told, who = got.value:payload():data(), got.value:from()
    total, failed, mixed = total + told.answers, failed + told.failed, mixed + told.mixed
    if told.tariff > current then
      current = told.tariff
      io.print("tariff " .. current .. ": 50 cost " .. told.amount)
    end
    if told.tariff == 3 and not done[who] then
      done[who] = true
      left = left - 1
    end
  end
  for _, each in ipairs(customers) do
    process.cancel(each)
  end
  io.print(total .. " answers, " .. failed .. " failed, " .. mixed .. " of mixed code")
  return failed + mixed == 0 and 0 or 1
end

return {main = main}
