-- ends: terminated
-- A listener that comes and goes over a full mailbox.
local function main()
  for i = 1, 5000 do
    process.send(process.pid(), "topic", i)
  end
  while true do
    process.unlisten(process.listen("topic"))
  end
end

return {main = main}
