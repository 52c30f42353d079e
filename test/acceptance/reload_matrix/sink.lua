-- Starts the clients, checks that their messages come whole and in order, and tells at the end what they did.
local function main()
  local next_of, clients = {}, {}
  local wrong, messages = 0, 0
  local counts = process.listen("count", {message = true})
  local ends = process.listen("end", {message = true})
  local events = process.events()
  for i = 1, 4 do
    local pid = assert(process.spawn("load:client", "load:processes", process.pid()))
    clients[i] = pid
    next_of[pid] = 1
  end
  local left = #clients
  local sum = {calls = 0, failed = 0, mixed = 0, back = 0}
  while left > 0 do
    local got = channel.select{counts:case_receive(), ends:case_receive(), events:case_receive()}
    if got.channel == counts then
      local who, n = got.value:from(), got.value:payload():data()
      messages = messages + 1
      if next_of[who] ~= n then
        wrong = wrong + 1
      end
      next_of[who] = n + 1
    elseif got.channel == ends then
      local told = got.value:payload():data()
      for name in pairs(sum) do
        sum[name] = sum[name] + told[name]
      end
      if next_of[got.value:from()] ~= told.calls + 1 then
        wrong = wrong + 1
      end
      sum.version, sum.why = told.version, told.why or sum.why
      left = left - 1
    else
      for _, each in ipairs(clients) do
        process.cancel(each)
      end
    end
  end
  print(string.format("load: %s, %d failed, %d mixed, %d of an older version, %d messages out of order, last version %d%s",
    (sum.calls == messages and sum.calls > 1000) and "as many messages as calls" or (sum.calls .. " calls, " .. messages .. " messages"),
    sum.failed, sum.mixed, sum.back, wrong, sum.version, sum.why and (": " .. sum.why) or ""))
end

return {main = main}
