--@ global_nil
local function total(list)
  return #list + missing.count
end
return {main = function() return total({}) end}
--@ global_called
local function main()
  prnit("hello")
end
return {main = main}
--@ local_nil
local function main(order)
  return order.id
end
return {main = main}
--@ field_nil
local settings = {}
local function main()
  return settings.window.width
end
return {main = main}
--@ method_missing
local function main()
  local text = "hello"
  return text:shout()
end
return {main = main}
--@ field_not_a_function
local function main()
  return string.shout("hello")
end
return {main = main}
--@ number_called
local function main()
  local n = 1
  return n(2)
end
return {main = main}
--@ index_of_a_number
local function main()
  local n = 1
  return n.x.y
end
return {main = main}
--@ sum_with_nil
local function main(n)
  return n + 1
end
return {main = main}
--@ sum_with_text
local function main()
  local n = "many"
  return 1 + n
end
return {main = main}
--@ join_with_nil
local function main(name)
  return "Hello " .. name
end
return {main = main}
--@ join_with_table
local function main()
  local list = {1, 2}
  return "list: " .. list
end
return {main = main}
--@ length_of_nil
local function main(list)
  return #list
end
return {main = main}
--@ compare_with_nil
local function main(n)
  return n < 1
end
return {main = main}
--@ compare_tables
local function main()
  return {} < {}
end
return {main = main}
--@ divide_by_zero
local function main()
  local parts = 0
  return 10 // parts
end
return {main = main}
--@ bits_of_text
local function main()
  local n = "1"
  return n & 1
end
return {main = main}
--@ argument_nil
local function main(list)
  local text = table.concat(list, ", ")
  return text
end
return {main = main}
--@ argument_of_another_type
local function main()
  local line = string.rep({}, 2)
  return line
end
return {main = main}
--@ library_changed
local function main()
  string.shout = string.upper
end
return {main = main}
--@ module_not_declared
local function main()
  local json = require("json")
  return json.encode({})
end
return {main = main}
--@ nan_as_key
local function main()
  local seen = {}
  seen[0 / 0] = true
end
return {main = main}
--@ loop_bound_nil
local function main(limit)
  for i = 1, limit do
    print(i)
  end
end
return {main = main}
--@ concat_of_booleans
local function main()
  local text = table.concat({"a", true})
  return text
end
return {main = main}
--@ pattern_malformed
local function main()
  local from = string.find("100%", "%")
  return from
end
return {main = main}
--@ empty_interval
local function main()
  local n = math.random(0)
  return n
end
return {main = main}
--@ bad_order
local function main()
  local list = {}
  for i = 1, 50 do
    list[i] = i % 3
  end
  table.sort(list, function(a, b) return a <= b end)
end
return {main = main}
--@ assertion
local function main(name)
  assert(name)
end
return {main = main}
--@ value_of_another_type
type Port = number @min(1) @max(65535)
local function main()
  return Port("http")
end
return {main = main}
--@ builtin_type
local function main(port)
  return integer(port)
end
return {main = main}
--@ dead_coroutine
local function main()
  local co = coroutine.wrap(function() return 1 end)
  co()
  co()
end
return {main = main}
--@ own_words
local function main()
  error("the shop is closed")
end
return {main = main}
--@ called_as_the_result
local function main(list)
  return table.concat(list, ", ")
end
return {main = main}
--@ frozen_changed
local limits = table.freeze({low = 1, high = 9})
local function main()
  limits.high = 10
end
return {main = main}
