--@ constructors
local t = {1, 2, x = "y", [10] = 10, ["a b"] = 3; 4}
print(#t, t[1], t[3], t.x, t[10], t["a b"], t.none)
--@ nested
local t = {a = {b = {c = {1, 2, {3}}}}}
print(t.a.b.c[3][1], #t.a.b.c, t.a["b"].c[2])
--@ insert_remove
local t = {}
table.insert(t, "a") table.insert(t, "c") table.insert(t, 2, "b")
print(table.concat(t, ","), table.remove(t), table.remove(t, 1), #t, table.remove(t), table.remove(t), #t)
--@ insert_positions
local t = {1, 2, 3}
table.insert(t, 1, 0) table.insert(t, #t + 1, 9)
print(table.concat(t, " "))
--@ concat
print(table.concat({1, 2, 3}), table.concat({"a", "b"}, ", "), table.concat({}, "x"), table.concat({1, 2, 3, 4}, "-", 2, 3), table.concat({1}, "x", 2))
--@ concat_fails
print(pcall(table.concat, {1, {}, 3}))
print(pcall(table.concat, {1, nil, 3}, ",", 1, 3))
--@ unpack
print(unpack({1, 2, 3}), unpack({1, 2, 3}, 2), unpack({1, 2, 3}, 2, 2), (unpack({5, 6})), select("#", unpack({}, 1, 3)))
--@ unpack_nils
print(select("#", unpack({nil, nil, 3}, 1, 3)), unpack({n = 1}, 1, 2))
--@ pairs_sums
local t, keys, sum = {a = 1, b = 2, c = 3, 10, 20}, {}, 0
for k, v in pairs(t) do keys[#keys + 1] = tostring(k) sum = sum + v end
table.sort(keys)
print(table.concat(keys, " "), sum)
--@ pairs_sequence
for k, v in pairs({"x", "y", "z"}) do print(k, v) end
--@ ipairs_stops
for i, v in ipairs({1, 2, nil, 4}) do print(i, v) end
for i in ipairs({}) do print(i) end
--@ next
print(next({}), next({5}), type(next), pcall(next, {}, "no such key"))
--@ remove_while_walking
local t = {}
for i = 1, 50 do t["k" .. i] = i end
for k, v in pairs(t) do if v % 2 == 0 then t[k] = nil end end
local n = 0
for _ in pairs(t) do n = n + 1 end
print(n)
--@ sort
local t = {5, 2, 8, 1, 9, 3}
table.sort(t) print(table.concat(t, " "))
table.sort(t, function(a, b) return a > b end) print(table.concat(t, " "))
--@ sort_texts
local t = {"pear", "Apple", "fig", "apple", "Fig"}
table.sort(t) print(table.concat(t, " "))
table.sort(t, function(a, b) return a:lower() < b:lower() or (a:lower() == b:lower() and a < b) end) print(table.concat(t, " "))
--@ sort_many
local t, x = {}, 7
for i = 1, 500 do x = x * 16807 % 2147483647 t[i] = x % 1000 end
table.sort(t)
local fine = true
for i = 2, #t do fine = fine and t[i - 1] <= t[i] end
print(fine, #t, t[1], t[250], t[500])
--@ sort_mixed
print(pcall(table.sort, {1, "x", 2}))
--@ sort_error_inside
print(pcall(table.sort, {3, 1, 2}, function() error("comparing", 0) end))
--@ sort_records
local t = {{n = "b", v = 2}, {n = "a", v = 3}, {n = "c", v = 1}}
table.sort(t, function(x, y) return x.v < y.v end)
for _, each in ipairs(t) do print(each.n, each.v) end
--@ length_border
local t = {1, 2, 3}
t[#t + 1] = 4 print(#t) t[#t] = nil print(#t) t.x = 1 print(#t)
--@ keys_of_all_kinds
local k1, k2 = {}, function() end
local t = {[k1] = 1, [k2] = 2, [true] = 3, [1.5] = 4, [-1] = 5, [0] = 6}
print(t[k1], t[k2], t[true], t[1.5], t[-1], t[0], t[{}])
--@ bad_keys
print(pcall(function() local t = {} t[nil] = 1 end))
print(pcall(function() local t = {} t[0 / 0] = 1 end))
print(({})[nil])
--@ rawequal
local t = setmetatable({}, {__eq = function() return true end, __index = function() return "i" end})
print(rawequal(t, t), rawequal(t, {}), rawget(t, "x"), t.x, rawset(t, "x", 1) == t, rawget(t, "x"))
--@ maxn
print(table.maxn({1, 2, nil, 4}), table.maxn({}), table.maxn({[10] = 1, x = 2}))
--@ references
local a = {1} local b = a b[1] = 2
print(a[1], a == b, {} == {}, #a)
--@ matrix
local m = {}
for i = 1, 4 do m[i] = {} for j = 1, 4 do m[i][j] = i * j end end
local trace = 0
for i = 1, 4 do trace = trace + m[i][i] end
print(trace, m[3][4], #m, #m[1])
--@ queue
local first, last, q = 1, 0, {}
local function push(v) last = last + 1 q[last] = v end
local function pop() local v = q[first] q[first] = nil first = first + 1 return v end
push(1) push(2) push(3)
print(pop(), pop(), last - first + 1)
--@ misuse
print(pcall(table.insert))
print(pcall(table.insert, nil, 1))
print(pcall(table.concat))
print(pcall(ipairs))
print(pcall(pairs, nil))
print(pcall(table.sort, nil))
print(pcall(table.insert, {}, 1, 2, 3))
--@ setn_gone
print(table.foreach == nil, table.getn ~= nil)
