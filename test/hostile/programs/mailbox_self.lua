-- ends: ok full
-- Messages to itself until the mailbox refuses them: host.mailbox_limit.
local function main()
  for _ = 1, 1000000 do
    local sent, err = process.send(process.pid(), "more", 1)
    if not sent then
      assert(tostring(err):find("mailbox is full"), err)
      return "full"
    end
  end
  error("a mailbox without a limit")
end

return {main = main}
