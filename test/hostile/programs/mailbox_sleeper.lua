-- ends: ok full
-- Messages to a process that does not read.
local function main()
  local child = process.spawn_linked("app:spins", "app:hostile")
  for _ = 1, 1000000 do
    local sent, err = process.send(child, "more", {1, 2, 3})
    if not sent then
      assert(tostring(err):find("mailbox is full"), err)
      process.unlink(child)
      process.terminate(child)
      return "full"
    end
  end
  error("a mailbox without a limit")
end

return {main = main}
