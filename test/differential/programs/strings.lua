--@ escapes
print("a\tb\\n\"q\"\65\066\0671", 'it\'s', #"\0\1\2", "line\
next")
--@ long_brackets
print([[one
two]], [==[a]]b]==], [[
first newline is dropped]])
--@ concat
print("a" .. "b" .. 1 .. 2.5 .. "", ("x"):rep(3), #("x" .. "yz"))
--@ sub
local s = "hello"
print(s:sub(2), s:sub(2, 3), s:sub(-3), s:sub(-3, -2), s:sub(0), s:sub(10), s:sub(3, 2), s:sub(-100, 100), s:sub(2, -2))
--@ byte_char
print(("ABC"):byte(), ("ABC"):byte(2), ("ABC"):byte(1, -1), ("ABC"):byte(10), string.char(72, 105), string.char())
--@ case
print(("MiXed 1é"):upper(), ("MiXed"):lower(), ("abc"):reverse(), (""):reverse(), ("ab"):len())
--@ rep
print(("ab"):rep(3), ("x"):rep(0), ("x"):rep(-1), (""):rep(5))
--@ format_numbers
print(string.format("%d %5d %-5d| %05d %+d %x %X %o", 42, 42, 42, 42, 42, 255, 255, 8))
print(string.format("%f %.2f %10.3f %e %g %g %.3g", 1.5, 3.14159, 2.5, 12345.678, 0.0001, 1e20, 1234.5))
--@ format_strings
print(string.format("%s|%10s|%-10s|%.2s|%q|%c|%%|%i", "abc", "abc", "abc", "abc", 'q"\n\\', 65, 7))
--@ format_quotes
print(string.format("%q", "a\0b\r\n\200"))
--@ format_many
print(string.format("%s %s %s", 1, "two", 3), string.format("none"), string.format("%5.1f|%-8.3f|", 1.25, 2))
--@ format_objects
print(string.format("%s %s %s", true, nil, 12), string.format("%.3s", "abcdef"))
--@ format_numeric_texts
print(string.format("%d|%5.1f|%x", "12", "2.5", "255"))
print(pcall(string.format, "%d", 3.7))
--@ format_bad_option
print(pcall(string.format, "%y", 1))
--@ index_method
local s = "text"
print(s:len(), ("x").rep == string.rep, #s, s.nothing)
--@ compare
print("a" < "aa", "Z" < "a", "10" < "9", "" == "", "a" .. "b" == "ab")
--@ embedded_zero
local s = "a\0b"
print(#s, s:byte(2), s:find("b"), s:find("\0", 1, true), (s:gsub("%z", "0")), s == "a\0b")
--@ misuse
print(pcall(string.rep))
print(pcall(string.sub))
print(pcall(("x").rep, "x", {}))
print(pcall(string.char, 256))
print(pcall(string.char, -1))
print(pcall(function() return ("x"):nothing() end))
print(pcall(function() return #nil end))
--@ tostring
print(tostring(nil), tostring(true), tostring("x"), tostring(12), type(tostring(print)))
--@ lengths
local t = {}
for i = 1, 20 do t[i] = ("%" .. i .. "s"):format("x") end
print(#table.concat(t), t[5])
--@ builder
local parts = {}
for i = 1, 100 do parts[#parts + 1] = i end
print(table.concat(parts, ","))
