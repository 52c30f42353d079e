--@ if_without_end
local function sign(n)
  if n < 0 then
    return -1
  return 1
end
return {sign = sign}
--@ if_without_then
local n = 1
if n > 0
  print(n)
end
--@ else_if_in_two_words
local n = 1
if n > 0 then
  print("above")
else if n < 0 then
  print("below")
end
--@ while_without_do
local n = 3
while n > 0
  n = n - 1
end
--@ for_without_limit
for i = 1 do
  print(i)
end
--@ for_of
for key, value of pairs({}) do
  print(key, value)
end
--@ for_of_c
for (i = 0; i < 3; i++) do
  print(i)
end
--@ repeat_without_until
local n = 3
repeat
  n = n - 1
end
--@ end_too_many
local function f()
  return 1
end
end
--@ call_not_closed
local n = math.max(1, 2
print(n)
--@ table_not_closed
local colours = {
  red = 1,
  blue = 2
local n = colours.red
--@ table_without_comma
local colours = {
  red = 1
  blue = 2,
}
--@ plus_equals
local n = 1
n += 1
--@ increment
local n = 1
n++
--@ and_of_c
local a, b = true, false
if a && b then
  print(a)
end
--@ or_of_c
local a, b = true, false
if a || b then
  print(a)
end
--@ not_of_c
local a = true
if !a then
  print(a)
end
--@ ternary
local n = 1
local text = n > 0 ? "above" : "below"
--@ continue_word
for i = 1, 3 do
  if i == 2 then
    continue
  end
end
--@ comment_of_c
/* a comment */
return 1
--@ comment_of_cpp
local n = 1
// a comment
return n
--@ constant
local limit <const> = 3
--@ function_without_name
local function (a, b)
  return a + b
end
--@ function_without_brackets
local function f
  return 1
end
--@ parameter_is_a_value
local function f(a, 1)
  return a
end
--@ reserved_of_the_dialect
local is = 1
--@ arrow_call
local thing = {}
thing->run()
--@ backtick_text
local text = `hello`
--@ text_over_two_lines
local text = "hello
world"
--@ method_without_call
local text = "hello"
local n = text:len
--@ value_alone
local n = 1
n
--@ assignment_to_call
local function f() return {} end
f() = 1
--@ label_twice
::again::
::again::
goto again
--@ goto_into_local
goto done
local n = 1
::done::
print(n)
--@ type_without_definition
type Point
local n = 1
--@ annotation_without_type
local n: = 1
--@ question_mark_first
local function f(name: ?string)
  return name
end
--@ record_not_closed
type Point = {x: number, y: number
local p = {x = 1, y = 2}
--@ generic_not_closed
type Pair<A, B = {first: A, second: B}
--@ interface_without_end
interface Shape
  function area(): number
local n = 1
--@ exponent_without_digits
local n = 1e
--@ escape_too_large
local text = "\300"
--@ string_key_without_brackets
local ages = {
  "anna" = 31,
}
--@ keyword_as_field
local t = {}
t.end = 1
