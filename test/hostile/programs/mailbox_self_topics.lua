-- ends: ok
-- ends: memory
-- A full mailbox of topics that nobody listens to, then listeners for some of them.
local function main()
  for i = 1, 9000 do
    process.send(process.pid(), "topic" .. i, i)
  end
  for i = 9000, 1, -100 do
    assert(process.listen("topic" .. i):receive() == i)
  end
end

return {main = main}
