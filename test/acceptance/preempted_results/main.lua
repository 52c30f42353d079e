local check = require("check")

local rounds = 6

local function main()
  local events = process.events()
  for number = 1, 100 do
    local calm = process.exec("app:computes", "app:calm", number)
    local name, want = calm[1], calm[2]
    if name == "" then break end
    local waiting, wrong = {}, nil
    for _ = 1, rounds do
      waiting[process.spawn_monitored("app:computes", "app:rough", number)] = true
    end
    for _ = 1, rounds do
      local event = events:receive()
      local result = event.result.value
      if not waiting[event.from] or not result or result[2] ~= want then
        wrong = result and result[2] or tostring(event.result.error)
      end
    end
    check.ok(name, wrong == nil, wrong)
  end
  return check.done()
end

return {main = main}
