-- ends: ok
-- What must not be there.
local function main()
  for _, name in ipairs({"load", "loadstring", "loadfile", "dofile", "collectgarbage", "getfenv", "setfenv", "module",
    "newproxy", "debug", "jit",
    "ffi", "bit", "io", "utf8", "rawlen"}) do
    assert(_G[name] == nil, name)
  end
  for _, name in ipairs({"getenv", "execute", "exit", "remove", "rename", "tmpname", "setlocale"}) do
    assert(os[name] == nil, name)
  end
  assert(string.dump == nil)
end

return {main = main}
