-- ends: ok
-- Bytes that are no text, wherever text is taken.
local json = require("json")

local function main()
  local bytes = {}
  for i = 0, 255 do
    bytes[#bytes + 1] = string.char(i)
  end
  local all = table.concat(bytes)
  pcall(json.encode, {all, [all] = all})
  pcall(json.decode, '"' .. all .. '"')
  pcall(process.send, process.pid(), all, all)
  pcall(process.registry.register, all)
  pcall(process.registry.unregister, all)
  pcall(process.send, all, "topic")
  pcall(errors.new, all)
  pcall(os.date, all)
  pcall(print, all)
end

return {main = main}
