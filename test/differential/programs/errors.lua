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
--@ compare_on
print(pcall(function() return 1 < {} end)) print(pcall(function() return {} < 1 end)) print(pcall(function() return "a" < 1 end))
print(pcall(function() return nil < nil end)) print(pcall(function() return true < false end))
--@ assign_into
print(pcall(function() local s = nil s.x = 1 end)) print(pcall(function() local n = 5 n.x = 1 end)) print(pcall(function() ("x").y = 1 end))
--@ nested_pcall
print(pcall(pcall)) print(pcall(pcall, error, "e")) print(pcall(function() local ok, e = pcall(error, "inner", 0) error(e .. " outer", 0) end))
--@ xpcall
print(xpcall(function() error("x", 0) end, function(e) return "handled " .. e end))
print(xpcall(function() return 1, 2 end, print))
print(xpcall(function() local t = nil return t.x end, function(e) return #e > 0 end))
--@ xpcall_handler_fails
print((xpcall(function() error("x", 0) end, function() error("again", 0) end)))
--@ assert
print(assert(1, "unused"), pcall(assert, false), pcall(assert, nil, "why"), pcall(assert, false, {}) == false)
print(select("#", assert(1, 2, 3)))
print(pcall(assert))
--@ rethrow
local function risky() error({code = 5}, 0) end
local ok, e = pcall(function() local ok, e = pcall(risky) if not ok then error(e, 0) end end)
print(ok, e.code)
--@ error_in_loop
local caught = 0
for i = 1, 10 do if not pcall(function() if i % 3 == 0 then error("x") end end) then caught = caught + 1 end end
print(caught)
--@ cleanup
local log = {}
local function with(f) log[#log + 1] = "open" local ok, e = pcall(f) log[#log + 1] = "close" if not ok then error(e, 0) end end
print(pcall(with, function() error("fail", 0) end), table.concat(log, " "))
--@ argument_messages
print(pcall(string.rep, nil, 1)) print(pcall(string.rep, "x")) print(pcall(math.sqrt, "a")) print(pcall(setmetatable)) print(pcall(ipairs, 1))
print(pcall(("x").rep)) print(pcall(function() return ("x"):rep({}) end)) print(pcall(string.byte, {})) print(pcall(table.remove, 5))
--@ type_misuse
print(pcall(type)) print(type(nil), type(1), type("x"), type({}), type(print), type(coroutine.create(print)), type(true))
--@ lines
local function fails()

  error("third line")
end
print(pcall(fails))
--@ not_a_function
print(pcall(1)) print(pcall(nil)) print(pcall({}))
--@ for_iterator
print(pcall(function() for x in nil do end end)) print(pcall(function() for x in {} do end end)) print(pcall(function() for x in pairs(nil) do end end))
--@ unary
print(pcall(function() return -nil end)) print(pcall(function() return #5 end)) print(pcall(function() local t = {} return -t.x end))
--@ upvalue_names
local config = nil
print(pcall(function() return config.path end)) print(pcall(function() config() end))
--@ stack_overflow
local function f() return f() + 1 end
local ok, e = pcall(f)
print(ok, tostring(e):find("stack overflow", 1, true) ~= nil)
--@ error_with_number
print(pcall(error, 42, 2)) print(pcall(function() error(3.5) end))
--@ tostring_error
print(pcall(function() error(setmetatable({}, {__tostring = function() return "custom" end})) end) == false)
