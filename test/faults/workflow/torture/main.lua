local lives = require("lives")
local io = require("io")

local host = "faults:workflows"

return {main = function()
  process.registry.register("terminal")
  local heard = process.listen("heard")
  local tenant = {context = {tenant = "north"}}
  lives.start("calls", "faults:calls", host, tenant)
  lives.start("clock", "faults:clock", host, {})
  lives.start("random", "faults:random", host, {})
  lives.start("recorded", "faults:recorded", host, tenant)
  lives.start("attempts", "faults:attempts", host, {options = {retry_policy = {initial_interval = "2ms"}}})
  lives.start("out of time", "faults:forever", host, {options = {run_timeout = "40ms"}})
  lives.start("unencodable", "faults:unencodable", host, {})
  local ledger = lives.start("ledger", "faults:ledger", host, {}, 3)
  for _, who in ipairs({"Ann", "Bob", "Carol"}) do
    lives.start(who, "faults:pinger", host, {options = {start_delay = who == "Bob" and "3ms" or nil}}, who, ledger)
  end
  local rounds = lives.start("rounds", "faults:rounds", host, {}, {}, 1)
  lives.start("counts", "faults:counts", host, {}, rounds)
  lives.start("registrar", "faults:registrar", host, {}, 5)
  lives.start("family", "faults:family", host, tenant)
  local victim = lives.start("victim", "faults:forever", host, {})
  process.terminate(victim)  -- each life does; the second time it is closed
  local told = lives.start("cancelled from outside", "faults:child", host, {}, "told", "from outside")
  process.cancel(told)
  lives.wait(heard, function(text) io.print("heard " .. text) end)
  lives.tell()
end}
