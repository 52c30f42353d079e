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
