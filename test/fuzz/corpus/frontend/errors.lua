--@ error_texts
print(pcall(error, "plain", 0))
print(pcall(error, "level one"))
print(pcall(function() error("here") end))
print(pcall(function() error("caller", 2) end))
print(pcall(error)) print(pcall(error, nil))
--@ error_values
print(pcall(error, 42)) print(pcall(error, true))
local t = {} local ok, e = pcall(error, t) print(ok, e == t)
--@ index_nil
print(pcall(function() local t = nil return t.x end))
print(pcall(function() local t = {} return t.x.y end))
print(pcall(function() return undefined_global.x end))
print(pcall(function() local t = {a = {}} return t.a.b.c end))
--@ call_nil
print(pcall(function() local f = nil f() end))
print(pcall(function() undefined_function() end))
print(pcall(function() local t = {} t.method() end))
print(pcall(function() local t = {} t:method() end))
print(pcall(function() ("x")() end))
--@ arithmetic_on
print(pcall(function() local a = {} return a + 1 end))
print(pcall(function() local t = {x = {}} return t.x * 2 end))
print(pcall(function() return global_thing - 1 end))
print(pcall(function() local s = "a" return s / 2 end))
print(pcall(function() local up = nil return (function() return up + 1 end)() end))
--@ concat_on
print(pcall(function() local t = {} return "x" .. t end))
print(pcall(function() local t = {} return t.name .. "x" end))
print(pcall(function() return "a" .. true end))
