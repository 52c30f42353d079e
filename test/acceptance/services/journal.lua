-- Started first and stopped last: prints what the others marked.
process.registry.register("journal")

local function main(...)
  print("input:", select("#", ...), (...), (select(2, ...)), (select(3, ...)).three[1])
  local marks, events = process.listen("mark"), process.events()
  local started = 0
  while true do
    local got = channel.select({marks:case_receive(), events:case_receive()})
    if got.channel == events then
      print("journal: " .. got.value.kind .. ", " .. got.value.reason)
      return
    end
    print(got.value)
    started = started + (got.value:match("^start") and 1 or 0)
    if got.value == "start app:c" then
      print("all are there")
    end
  end
end

return {main = main}
