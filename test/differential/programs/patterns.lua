--@ find
print(("hello world"):find("wor"), ("hello"):find("l"), ("hello"):find("xyz"), ("hello"):find(""), ("hello"):find("", 10), ("hello"):find("l", -2))
--@ find_plain
print(("a.b"):find(".", 1, true), ("a+b"):find("+", 1, true), ("a.b"):find("%."), ("x"):find("", 2), ("x"):find("", 3))
--@ find_captures
print(("key = value"):find("(%w+)%s*=%s*(%w+)"))
--@ match
print(("2024-05-06"):match("(%d+)-(%d+)-(%d+)"), ("abc"):match("b"), ("abc"):match("^b"), ("abc"):match("c$"), ("  trim  "):match("^%s*(.-)%s*$"))
--@ position_captures
print(("hello"):match("()ll()"), ("hello"):find("()l"))
--@ classes
for _, class in ipairs({"%a", "%c", "%d", "%l", "%p", "%s", "%u", "%w", "%x", "%z"}) do
  local n = 0
  for i = 0, 127 do if string.char(i):find(class) then n = n + 1 end end
  print(class, n)
end
--@ classes_negated
for _, class in ipairs({"%A", "%C", "%D", "%L", "%P", "%S", "%U", "%W", "%X"}) do
  local n = 0
  for i = 0, 127 do if string.char(i):find(class) then n = n + 1 end end
  print(class, n)
end
--@ sets
print(("hello123"):match("[a-z]+"), ("hello123"):match("[^a-z]+"), ("a-b"):match("[a%-]+"), ("x]y"):match("[]]"), ("a^b"):match("[b^]"), ("[x]"):match("[%[%]x]+"))
--@ quantifiers
print(("aaa"):match("a*"), ("aaa"):match("a-"), ("aaa"):match("a+"), ("aaa"):match("a?"), ("baaa"):match("a*"), ("<a><b>"):match("<.->"), ("<a><b>"):match("<.*>"))
--@ balanced
print(("f(a(b)c)d"):match("%b()"), ("[[x]]"):match("%b[]"), ("(("):match("%b()"))
--@ frontier
print(("THE (quick) fox"):find("%f[%a]%a+%f[%A]"), ("foo bar"):gsub("%f[%w]%w", string.upper))
--@ backreference
print(("\"it's\""):match("([\"'])(.-)%1"), ("abab"):match("(ab)%1"), ("abac"):match("(ab)%1"))
--@ gmatch
for k, v in ("a=1, b=2, c=3"):gmatch("(%w+)=(%w+)") do print(k, v) end
for w in ("one two  three"):gmatch("%a+") do print(w) end
--@ gmatch_empty
local n = 0
for _ in ("abc"):gmatch("") do n = n + 1 end
print(n)
for p in ("abc"):gmatch("()") do print(p) end
--@ gsub_text
print(("hello world"):gsub("o", "0"), ("hello"):gsub("l", "L", 1), ("abc"):gsub("", "-"), ("abc"):gsub("%w", "%0%0"), ("a b"):gsub("(%w) (%w)", "%2 %1"))
--@ gsub_percent
print(("x"):gsub("x", "%%"), (("a.b"):gsub("%.", "%%")))
--@ gsub_function
print(("hello"):gsub("l", function(c) return c:upper() end), ("abc"):gsub("%w", function(c) if c == "b" then return false end return c .. c end))
--@ gsub_function_captures
print(("k1=v1;k2=v2"):gsub("(%w+)=(%w+)", function(k, v) return v .. "=" .. k end))
--@ gsub_table
print(("$name is $age, $other"):gsub("%$(%w+)", {name = "Bo", age = 42}))
--@ gsub_error_inside
print(pcall(string.gsub, "abc", "b", function() error("inside", 0) end))
--@ gsub_bad_result
print(pcall(string.gsub, "abc", "b", function() return {} end))
--@ gsub_nested
print((("a(b(c))"):gsub("%b()", function(s) return "[" .. s:sub(2, -2):gsub("%b()", "!") .. "]" end)))
--@ gsub_misuse
print(pcall(string.gsub, "x", "x"))
print(pcall(string.gsub, "x", "x", true))
--@ malformed
for _, pattern in ipairs({"[a", "%", "(a", "a)", "%b", "%f", "(()"}) do
  print(pattern, pcall(string.find, "abc", pattern))
end
--@ malformed_replacement
print(pcall(string.gsub, "abc", "(b)", "%2"))
--@ anchors
print(("abc"):gsub("^a", "x"), ("aaa"):gsub("^a", "x"), ("a$"):find("$", 1, true), ("a^"):find("^", 1, true), ("ab"):match("a$"))
--@ long_subject
local s = ("ab"):rep(5000)
print(#s:gsub("a", ""), select(2, s:gsub("b", "")), s:find("ba", 9000), s:match(".-b$") and "yes")
--@ nested_captures
print(("abc"):match("((a)(b))c"), ("x"):match("(((x)))"))
--@ utf_bytes
print(#"é", ("aéb"):byte(1, -1), ("é"):upper())
--@ split
local function split(s, sep)
  local out = {}
  for piece in (s .. sep):gmatch("(.-)" .. sep:gsub("%p", "%%%0")) do out[#out + 1] = piece end
  return out
end
print(table.concat(split("a.b..c", "."), "|"), #split("", ","), table.concat(split("one, two", ", "), "|"))
