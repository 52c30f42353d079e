-- ends: ok
-- Modules that were not declared, and names that are paths.
local function main()
  for _, name in ipairs({"ffi", "jit", "jit.util", "debug", "bit", "io", "table.new", "string.buffer", "../main",
    "/etc/passwd", "app:main", "main", "_G", "", "\0",
    ("x"):rep(1000000)}) do
    local fine, value = pcall(require, name)
    assert(not fine or value == _G, name)
  end
  pcall(function()
    package.path, package.cpath = "/tmp/?.lua", "/tmp/?.so"
    package.loaded.ffi, package.preload.ffi = {}, function() return {} end
  end)
  assert(not pcall(require, "debug"))
  assert(not package.loadlib or not pcall(package.loadlib, "libc.so.6", "*") or package.loadlib("libc.so.6", "*") == nil)
end

return {main = main}
