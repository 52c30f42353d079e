-- ends: terminated
-- inside: c
-- Messages of eight million bytes to itself.
local function main()
  local inbox, s = process.inbox(), ("x"):rep(8000000)
  while true do
    process.send(process.pid(), "big", s)
    inbox:receive()
  end
end

return {main = main}
