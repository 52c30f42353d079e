--@ operators
print(1 + 2, 7 - 10, 3 * 4, 7 / 2, 2 ^ 10, 7 % 3, -7 % 3, 7 % -3, -7 % -3, 5.5 % 2)
--@ precedence
print(1 + 2 * 3, (1 + 2) * 3, 2 ^ 3 ^ 2, -2 ^ 2, not nil == true, 1 .. 2 == "12", 2 * -3, - -3, 1 - 2 - 3, 2 ^ -1)
--@ comparisons
print(1 < 2, 2 <= 2, 3 > 4, "a" < "b", "a" < "B", "" < "a", 1 == 1.0, "1" == 1, "a\0b" < "a\0c", 0 == -0)
--@ infinity
print(1 / 0, -1 / 0, 1 / 0 == math.huge, 0 / 0 == 0 / 0, math.huge - 1, -math.huge < math.huge)
--@ zero_modulo
print(5 % math.huge, -5 % math.huge, 5 % -math.huge, (5 % 0) ~= (5 % 0))
--@ coercion
print("10" + 5, "0x10" + 0, "3" * "4", 10 .. 20, " 5 " + 1, -"2", "1e2" / 1)
--@ coercion_fails
print(pcall(function() return "abc" + 1 end))
print(pcall(function() return {} + 1 end))
print(pcall(function() return nil .. "x" end))
print(pcall(function() return -{} end))
print(pcall(function() return 1 < "2" end))
print(pcall(function() return {} < {} end))
print(pcall(function() return nil > 1 end))
--@ literals
print(0xff, 1e3, .5, 5., 3e-2, 0xA, 1E+2, 100)
--@ large
print(2 ^ 53, 2 ^ 53 + 1, 1e308 * 10, 2 ^ 31, -2 ^ 31, 2 ^ 32 - 1, 123456789 * 1000)
--@ tonumber
print(tonumber("12"), tonumber("  12  "), tonumber("12a"), tonumber(""), tonumber("0x1F"), tonumber("1e1"), tonumber(nil))
print(tonumber("ff", 16), tonumber("zz", 36), tonumber("777", 8), tonumber("8", 8), tonumber("101", 2), tonumber("7", 10))
--@ tonumber_misuse
print(pcall(tonumber))
print(pcall(tonumber, "1", 99))
--@ floors
print(math.floor(3.7), math.floor(-3.7), math.ceil(3.2), math.ceil(-3.2), math.floor(5), math.abs(-3), math.max(1, 5, 3), math.min(4, 2, 8))
--@ math
print(math.sqrt(16), math.fmod(7, 3), math.fmod(-7, 3), math.modf(3.25), math.pow(2, 8), math.exp(0), math.log(1), math.log10(1000))
print(math.modf(-3.25))
print(math.frexp(8), math.ldexp(0.5, 4), math.sin(0), math.cos(0), math.atan2(0, 1), math.deg(math.pi), math.rad(180) == math.pi)
--@ math_misuse
print(pcall(math.floor))
print(pcall(math.floor, "x"))
print(pcall(math.max))
print(pcall(math.random, 0))
print(pcall(math.random, 2, 1))
--@ loop_steps
for i = 1, 3 do print(i) end
for i = 3, 1, -1 do print(i) end
for i = 1, 2, 0.5 do print(i) end
for i = 1, 0 do print("never") end
for i = 0.1, 0.35, 0.1 do print(i) end
--@ loop_misuse
print(pcall(function() for i = "a", 2 do end end))
print(pcall(function() for i = 1, {} do end end))
print(pcall(function() for i = 1, 2, nil do end end))
--@ short_circuit
local function loud(v) print("evaluated", v) return v end
print(loud(nil) and loud(1), loud(false) or loud(2), loud(1) or loud(3), nil and nil or "x", false == nil)
--@ evaluation_order
local log = {}
local function f(v) log[#log + 1] = v return v end
local t = {}
t[f(1)], t[f(2)] = f(3), f(4)
print(f(5) + f(6) * f(7), table.concat(log, " "))
--@ assignment
local a, b, c = 1, 2
a, b = b, a
print(a, b, c)
local i, t = 1, {}
i, t[i] = i + 1, 20
print(i, t[1], t[2])
--@ sums
local sum = 0
for i = 1, 1000 do sum = sum + i * i % 7 end
print(sum)
--@ bit_of_everything
local n, steps = 27, 0
while n ~= 1 do n = n % 2 == 0 and n / 2 or 3 * n + 1 steps = steps + 1 end
print(steps)
--@ number_texts
print(tostring(1), tostring(-1), tostring(0.5), 1 .. "", 0.25 .. "", tostring(1 / 0), tostring(100))
--@ long_numbers
print(tostring(1e15), tostring(2 ^ 53), 1e15 .. "")
--@ fractions
print(tostring(0.1 + 0.2), tostring(1 / 3))
