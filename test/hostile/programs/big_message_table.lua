-- ends: terminated
-- inside: c
-- Messages that are tables with a hundred thousand fields.
local function main()
  local inbox, t = process.inbox(), {}
  for i = 1, 100000 do
    t["field" .. i] = i
  end
  while true do
    process.send(process.pid(), "big", t)
    inbox:receive()
  end
end

return {main = main}
