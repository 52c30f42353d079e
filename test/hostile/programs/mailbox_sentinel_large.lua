-- ends: terminated
-- Messages of a million bytes to the sentinel.
local function main(sentinel)
  local text = ("x"):rep(1000000)
  while true do
    process.send(sentinel, "flood", text)
  end
end

return {main = main}
