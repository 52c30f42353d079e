--@ text_for_a_number
local port: number = "8080"
return port
--@ number_for_a_text
local name: string = 42
return name
--@ table_for_a_boolean
local ready: boolean = {}
return ready
--@ nil_for_a_text
local name: string = nil
return name
--@ none_of_the_union
local id: string | number = true
return id
--@ none_of_the_literals
type Level = "low" | "high"
local level: Level = "middle"
return level
--@ element_of_a_list
local sizes: {number} = {1, 2, "three"}
return sizes
--@ value_of_a_map
local prices: {[string]: number} = {apple = 1, pear = "two"}
return prices
--@ field_of_a_record
type Person = {name: string, age: number}
local anna: Person = {name = "Anna", age = "31"}
return anna
--@ set_to_another_type
local count: number = 0
count = "none"
return count
--@ field_set_to_another_type
type Person = {name: string, age: number}
local function rename(who: Person)
  who.name = 7
end
return rename
--@ optional_where_it_must_be
local function greet(name: string)
  return "Hello " .. name
end
local function main(name: string?)
  return greet(name)
end
return main
--@ argument_missing
local function add(a: number, b: number): number
  return a + b
end
return add(1)
--@ argument_too_many
local function add(a: number, b: number): number
  return a + b
end
return add(1, 2, 3)
--@ argument_of_another_type
local function greet(name: string): string
  return "Hello " .. name
end
return greet(42)
--@ field_unknown
type Person = {name: string, age: number}
local function show(who: Person)
  return who.nmae
end
return show
--@ field_of_a_number
local n: number = 42
return n.length
--@ text_plus_text
local both: string = "a"
return both + 1
--@ boolean_times_number
local ready: boolean = true
return 2 * ready
--@ minus_nil
local function f(n: number?)
  return -n
end
return f
--@ joined_with_nil
local function f(name: string?)
  return "Hello " .. name
end
return f
--@ call_of_a_number
local n: number = 42
return n()
--@ result_of_another_type
local function count(): number
  return "none"
end
return count
--@ result_missing
local function count(list: {any}): number
  for _ in ipairs(list) do
    print("one")
  end
end
return count
--@ second_result_missing
local function divide(a: number, b: number): (number, number)
  return a // b
end
return divide
--@ require_not_declared
local json = require("json")
local n: number = 1
return json, n
