--@ index_table
local base = {greet = function() return "hi" end}
local t = setmetatable({}, {__index = base})
print(t.greet(), t.none, rawget(t, "greet"))
--@ index_function
local t = setmetatable({}, {__index = function(self, k) return k .. "!" end})
print(t.a, t[1], rawget(t, "a"))
--@ newindex
local log = {}
local t = setmetatable({}, {__newindex = function(t, k, v) log[#log + 1] = k rawset(t, k, v) end})
t.a = 1 t.a = 2 t.b = 3
print(table.concat(log, " "), t.a)
--@ newindex_table
local store = {}
local t = setmetatable({}, {__newindex = store})
t.x = 5
print(rawget(t, "x"), store.x)
--@ arithmetic
local mt = {}
local function v(n) return setmetatable({n = n}, mt) end
mt.__add = function(a, b) return v((type(a) == "table" and a.n or a) + (type(b) == "table" and b.n or b)) end
mt.__sub = function(a, b) return v(a.n - b.n) end
mt.__mul = function(a, b) return v(a.n * b.n) end
mt.__div = function(a, b) return v(a.n / b.n) end
mt.__mod = function(a, b) return v(a.n % b.n) end
mt.__pow = function(a, b) return v(a.n ^ b.n) end
mt.__unm = function(a) return v(-a.n) end
print((v(1) + v(2)).n, (v(1) + 5).n, (5 + v(1)).n, (v(5) - v(3)).n, (v(2) * v(3)).n, (v(8) / v(2)).n, (v(7) % v(4)).n, (v(2) ^ v(5)).n, (-v(3)).n)
--@ concat
local mt = {__concat = function(a, b) return (type(a) == "table" and "T" or a) .. "+" .. (type(b) == "table" and "T" or b) end}
local t = setmetatable({}, mt)
print(t .. "x", "x" .. t, t .. t, 1 .. t)
--@ comparison
local mt = {__lt = function(a, b) return a.n < b.n end, __le = function(a, b) return a.n <= b.n end, __eq = function(a, b) return a.n == b.n end}
local function v(n) return setmetatable({n = n}, mt) end
print(v(1) < v(2), v(2) <= v(2), v(3) > v(4), v(1) == v(1), v(1) ~= v(2), v(2) >= v(3))
--@ call
local t = setmetatable({}, {__call = function(self, a, b) return self, a, b end})
local self, a, b = t(1, 2)
print(self == t, a, b, pcall(t, "x") == true)
--@ tostring
print(tostring(setmetatable({}, {__tostring = function() return "shown" end})))
print(pcall(tostring, setmetatable({}, {__tostring = function() return 5 end})))
--@ metatable_field
local t = setmetatable({}, {__metatable = "locked"})
print(getmetatable(t), pcall(setmetatable, t, {}))
--@ inheritance
local animal = {} animal.__index = animal
function animal.new(name) return setmetatable({name = name}, animal) end
function animal:speak() return self.name .. " makes a sound" end
local dog = setmetatable({}, {__index = animal}) dog.__index = dog
function dog.new(name) local d = animal.new(name) return setmetatable(d, dog) end
function dog:speak() return animal.speak(self) .. ": woof" end
print(animal.new("cat"):speak(), dog.new("rex"):speak())
--@ index_chain
local a = {x = 1}
local b = setmetatable({y = 2}, {__index = a})
local c = setmetatable({z = 3}, {__index = b})
print(c.x, c.y, c.z, c.w)
--@ missing_arithmetic
print(pcall(function() return setmetatable({}, {}) + 1 end))
print(pcall(function() return {} .. {} end))
print(pcall(function() return setmetatable({}, {__add = 1}) + 1 end) == false)
--@ misuse
print(pcall(setmetatable, 1, {}))
print(pcall(setmetatable, {}, 1))
print(getmetatable({}), getmetatable("").__index == string)
--@ len_of_table
print(#setmetatable({1, 2, 3}, {__len = function() return 42 end}))
--@ proxy
local function sealed(t) return setmetatable({}, {__index = t, __newindex = function() error("read-only", 2) end}) end
local t = sealed({a = 1})
print(t.a, pcall(function() t.b = 2 end))
--@ default_values
local t = setmetatable({}, {__index = function(t, k) local v = k * 2 rawset(t, k, v) return v end})
print(t[5], rawget(t, 5), t[5])
--@ set_algebra
local mt = {}
local function set(t) local s = setmetatable({}, mt) for _, v in ipairs(t) do s[v] = true end return s end
mt.__add = function(a, b) local r = set({}) for k in pairs(a) do r[k] = true end for k in pairs(b) do r[k] = true end return r end
mt.__mul = function(a, b) local r = set({}) for k in pairs(a) do if b[k] then r[k] = true end end return r end
local function size(s) local n = 0 for _ in pairs(s) do n = n + 1 end return n end
print(size(set({1, 2, 3}) + set({3, 4})), size(set({1, 2, 3}) * set({3, 4})))
--@ eq_of_different
local a = setmetatable({}, {__eq = function() return true end})
local b = setmetatable({}, {__eq = function() return true end})
print(a == b, a == 1, a ~= b)
