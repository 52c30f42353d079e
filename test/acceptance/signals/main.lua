local io = require("io")
local time = require("time")

-- Waits for ever, or returns a number at once.
local function main(what)
  print("ready")
  if what == "wait" then
    channel.new():receive()
  end
  return tonumber(what)
end

return {main = main}
