-- ends: terminated
-- Messages to a name that nobody has.
local function main()
  while true do
    process.send("nobody", "topic", 1)
  end
end

return {main = main}
