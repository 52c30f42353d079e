-- ends: terminated
-- Topics of a million letters.
local function main(sentinel)
  local topic = ("t"):rep(1000000)
  while true do
    process.send(process.pid(), topic, 1)
    process.send(sentinel, topic, 1)
  end
end

return {main = main}
