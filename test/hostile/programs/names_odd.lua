-- ends: ok
-- Names that are none.
local function main()
  for _, name in ipairs({"", "\0", "{", "}", "|", "{a|b}", "{app:hostile|0x00001}", "@", ("{"):rep(100000), "\255", " "}) do
    pcall(process.registry.register, name)
    pcall(process.registry.lookup, name)
    pcall(process.send, name, "topic")
    pcall(process.monitor, name)
    pcall(process.registry.unregister, name)
  end
  for _, pid in ipairs({"", "x", "{|}", "{a|b|c|d}", "{app:hostile|-1}", "{app:hostile|0xffffffffffffffffffff}",
    "{app:hostile|99999}", 1, {}, true}) do
    pcall(process.registry.register, "name of nobody " .. process.pid(), pid)
  end
  for _, scope in ipairs({-1, 1, 2, 3, 4, 1e300, 0 / 0, "x"}) do
    pcall(process.registry.register, "scope " .. process.pid(), process.pid(), scope)
  end
end

return {main = main}
