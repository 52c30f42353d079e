--@ while_break
local i = 0
while true do i = i + 1 if i > 5 then break end end
print(i)
--@ repeat_scope
local n = 0
repeat local done = n >= 3 n = n + 1 until done
print(n)
--@ numeric_edge
for i = 10, 1 do print("never") end
for i = 1, 1 do print("once") end
for i = math.huge, 1 do print("never") end
--@ if_chain
local function kind(n) if n < 0 then return "neg" elseif n == 0 then return "zero" elseif n < 10 then return "small" else return "big" end end
print(kind(-1), kind(0), kind(5), kind(50))
--@ goto_continue
for i = 1, 6 do
  if i % 2 == 0 then goto continue end
  print(i)
  ::continue::
end
--@ goto_out
for i = 1, 3 do
  for j = 1, 3 do
    if i * j == 4 then goto found end
  end
end
print("not reached")
::found::
print("found")
--@ goto_back
local n = 0
::again::
n = n + 1
if n < 4 then goto again end
print(n)
--@ goto_closure
local fs = {}
do
  local k = 0
  ::top::
  local here = k
  fs[#fs + 1] = function() return here end
  k = k + 1
  if k < 3 then goto top end
end
print(fs[1](), fs[2](), fs[3]())
--@ nested_break
for i = 1, 3 do
  for j = 1, 3 do if j == 2 then break end print(i, j) end
end
--@ loop_variable_is_own
for i = 1, 3 do local j = i i = i * 10 print(i, j) end
--@ truthiness
for _, v in ipairs({0, "", "false", {}}) do print(v and "true" or "false") end
print(nil and 1, false or nil, not 0)
--@ sieve
local composite, primes = {}, {}
for i = 2, 100 do
  if not composite[i] then
    primes[#primes + 1] = i
    for j = i * i, 100, i do composite[j] = true end
  end
end
print(#primes, primes[#primes])
--@ gcd
local function gcd(a, b) while b ~= 0 do a, b = b, a % b end return a end
print(gcd(48, 36), gcd(17, 5), gcd(1071, 462))
--@ hanoi
local moves = 0
local function hanoi(n, a, b, c) if n > 0 then hanoi(n - 1, a, c, b) moves = moves + 1 hanoi(n - 1, c, b, a) end end
hanoi(8, "a", "b", "c")
print(moves)
--@ queens
local n, count, cols, d1, d2 = 6, 0, {}, {}, {}
local function place(r)
  if r > n then count = count + 1 return end
  for c = 1, n do
    if not cols[c] and not d1[r + c] and not d2[r - c] then
      cols[c], d1[r + c], d2[r - c] = true, true, true
      place(r + 1)
      cols[c], d1[r + c], d2[r - c] = nil, nil, nil
    end
  end
end
place(1)
print(count)
--@ semicolons
local a = 1; local b = 2;
print(a + b);
--@ empty_blocks
do end
if true then end
for i = 1, 0 do end
while false do end
print("end")
--@ comments
print(1) -- one
--[[ two
lines ]] print(2)
--[==[ ]] ]==] print(3)
---[[ not long
print(4)
