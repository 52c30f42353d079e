-- ends: terminated
-- A select of ten thousand cases.
local function main()
  local cases = {default = true}
  for i = 1, 10000 do
    cases[i] = channel.new():case_receive()
  end
  while true do
    channel.select(cases)
  end
end

return {main = main}
