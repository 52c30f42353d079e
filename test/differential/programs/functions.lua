--@ closures
local function counter() local n = 0 return function() n = n + 1 return n end end
local a, b = counter(), counter()
print(a(), a(), b(), a())
--@ closures_share
local function pair() local v = 0 return function() v = v + 1 end, function() return v end end
local inc, get = pair()
inc() inc()
print(get())
--@ closures_in_loops
local fs = {}
for i = 1, 3 do fs[i] = function() i = i + 10 return i end end
print(fs[1](), fs[1](), fs[2](), fs[3]())
--@ closures_in_while
local fs, i = {}, 1
while i <= 3 do local j = i fs[i] = function() return j end i = i + 1 end
print(fs[1](), fs[2](), fs[3]())
--@ recursion
local function fact(n) return n <= 1 and 1 or n * fact(n - 1) end
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
print(fact(10), fib(20))
--@ mutual_recursion
local even, odd
function even(n) if n == 0 then return true end return odd(n - 1) end
function odd(n) if n == 0 then return false end return even(n - 1) end
print(even(10), odd(7), even(7))
--@ tail_calls
local function loop(n) if n == 0 then return "done" end return loop(n - 1) end
print(loop(100000))
--@ varargs
local function f(...) local a, b = ... return select("#", ...), a, b end
print(f()) print(f(1)) print(f(1, nil, nil)) print((f(1, 2)))
--@ varargs_middle
local function f(...) return ..., "end" end
print(f(1, 2, 3), f())
--@ varargs_table
local function count(...) return #{...}, select("#", ...) end
print(count(1, 2, 3), count())
--@ select
print(select(2, "a", "b", "c"), select(-1, "a", "b"), select("#"), pcall(select, 0))
--@ adjust
local function three() return 1, 2, 3 end
local a, b, c, d = three()
print(a, b, c, d, (three()), ({three(), three()})[4], #{three(), three()})
--@ methods
local account = {balance = 10}
function account:deposit(n) self.balance = self.balance + n return self end
function account.peek(self) return self.balance end
print(account:deposit(5):deposit(1):peek(), account.peek({balance = "own"}))
--@ call_forms
local function id(x) return x end
print(id"text", id[[long]], #id{1, 2, 3}, id(nil), type(id), (id)(1))
--@ default_values
local function greet(name, greeting) return (greeting or "Hello") .. ", " .. (name or "you") end
print(greet(), greet("Ann"), greet("Bo", "Hi"))
--@ higher_order
local function map(t, f) local r = {} for i, v in ipairs(t) do r[i] = f(v) end return r end
local function fold(t, f, a) for _, v in ipairs(t) do a = f(a, v) end return a end
print(table.concat(map({1, 2, 3}, function(x) return x * x end), " "), fold({1, 2, 3, 4}, function(a, b) return a + b end, 0))
--@ compose
local function compose(f, g) return function(...) return f(g(...)) end end
print(compose(string.upper, string.reverse)("abc"), compose(math.abs, math.min)(-3, -5))
--@ shadowing
local x = 1
do local x = 2 print(x) do local x = x + 1 print(x) end end
print(x)
local x = x + 10 print(x)
--@ globals
counter = 5
function bump() counter = counter + 1 return counter end
print(bump(), counter, undefined_name)
--@ iterators
local function range(n) local i = 0 return function() i = i + 1 if i <= n then return i end end end
for i in range(3) do print(i) end
for k, v in (function(t, k) k = k + 1 if t[k] then return k, t[k] end end), {"a", "b"}, 0 do print(k, v) end
--@ many_arguments
local t = {}
for i = 1, 100 do t[i] = i end
print(select("#", unpack(t)), math.max(unpack(t)), select(100, unpack(t)))
--@ deep_recursion
local function down(n) return n == 0 and 0 or 1 + down(n - 1) end
print(down(5000), pcall(function() local function f() return 1 + f() end return f() end) == false)
--@ memoize
local cache = {}
local function fib(n) if n < 2 then return n end if not cache[n] then cache[n] = fib(n - 1) + fib(n - 2) end return cache[n] end
print(fib(50))
--@ upvalues_of_many
local a, b, c, d, e = 1, 2, 3, 4, 5
local function f() a, b, c = b, c, a return a + b * c - d * e end
print(f(), f(), a, b, c)
--@ string_calls
local s = ("%d-%s"):format(5, "x"):upper():rep(2):sub(1, 6)
print(s)
