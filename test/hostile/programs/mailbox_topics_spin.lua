-- ends: terminated
-- A full mailbox that is searched through for each message.
local function main()
  for i = 1, 9000 do
    process.send(process.pid(), "other", i)
  end
  local ch = process.listen("wanted")
  while true do
    process.send(process.pid(), "wanted", 1)
    ch:receive()
  end
end

return {main = main}
