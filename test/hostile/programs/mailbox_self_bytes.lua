-- ends: ok full
-- Long messages to itself until the mailbox refuses them: host.mailbox_bytes.
local function main()
  local text = ("x"):rep(1000000)
  for _ = 1, 1000 do
    local sent, err = process.send(process.pid(), "more", text)
    if not sent then
      assert(tostring(err):find("mailbox is full"), err)
      return "full"
    end
  end
  error("a mailbox without a limit")
end

return {main = main}
