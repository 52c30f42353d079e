-- What the children wrote down since it was asked last, of those whose names are wanted.
process.registry.register("keeper")

local function main()
  local marks, asked, events = process.listen("mark"), process.listen("take", {message = true}), process.events()
  local diary = {}
  while true do
    local got = channel.select({marks:case_receive(), asked:case_receive(), events:case_receive()})
    if got.channel == marks then
      diary[#diary + 1] = got.value
    elseif got.channel == asked then
      local wanted, taken, left = got.value:payload():data(), {}, {}
      for _, each in ipairs(diary) do
        local into = wanted[each:match(" (.*)")] and taken or left
        into[#into + 1] = each
      end
      diary = left
      process.send(got.value:from(), "taken", taken)
    else
      return
    end
  end
end

return {main = main}
