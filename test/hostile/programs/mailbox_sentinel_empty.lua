-- ends: terminated
-- Messages without a value, and with a hundred.
local function main(sentinel)
  local values = {}
  for i = 1, 100 do
    values[i] = i
  end
  while true do
    process.send(sentinel, "flood")
    process.send(sentinel, "flood", unpack(values))
  end
end

return {main = main}
