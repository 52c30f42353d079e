-- What values become on their way into and out of workflows: workflow.md section 14.
local check = require("check")

local host = "app:workflows"
local events = process.events()

local function given(what)
  return process.exec("app:gives", host, what)
end

local function results()
  check.eq("an integral number", given("integral"), 5)
  check.eq("a fraction", given("fraction"), 1.5)
  check.eq("a large number", given("large"), 2 ^ 53)
  check.eq("NaN is null", given("nan"), nil)
  local got = given("inf")
  check.ok("so are infinities", got.a == nil and got.b == nil)
  check.eq("text", given("text"), "zwölf €")
  check.eq("a boolean", given("yes"), true)
  got = given("array")
  check.ok("a sequence", #got == 3 and got[2] == "two" and got[3][1] == 3)
  check.eq("an object", given("object").a.b.c, "deep")
  for _, what in ipairs({"empty", "emptied"}) do
    got = given(what)
    check.ok(what .. " stays a table", type(got) == "table" and next(got) == nil)
  end
  got = given("functions")
  check.ok("functions, times, channels are lost", got.a == 1 and got.f == nil and got.at == nil and got.channel == nil)
  local value, err = given("alone")
  check.ok("a function alone is null", value == nil and err == nil, err)
  check.ok("errors become text", type(given("error").err) == "string", given("error").err)
  got = given("shared")
  check.ok("a table twice is two tables", got.a[1] == 1 and got.b[1] == 1)
  for _, what in ipairs({"sparse", "mixed", "cycle", "deep"}) do
    value, err = given(what)
    check.ok(what .. " fails the run", value == nil)
    check.err(what, err, "Internal", "failed to encode result: ")
  end
end

local function arguments()
  local got = process.exec("app:takes", host, {a = {1, 2}}, nil, "x")
  check.ok("arguments are payloads", got.type == "table" and got.value.a[2] == 2 and got.more == 2)
  got = process.exec("app:takes", host)
  check.ok("none", got.type == "nil" and got.more == 0)
  got = process.exec("app:takes", host, print)
  check.eq("a function is null", got.type, "nil")
  local value, err = process.spawn("app:takes", host, {1, a = 2})
  check.ok("spawn refuses what cannot be encoded", value == nil and err ~= nil, value)
  value, err = process.exec("app:takes", host, {1, a = 2})
  check.ok("exec too", value == nil and err ~= nil, value)
  local mine = {1}
  got = process.exec("app:takes", host, mine)
  got.value[1] = 2
  check.eq("the caller's table is its own", mine[1], 1)
end

local function messages()
  local function heard(value)
    local pid = process.spawn_monitored("app:hears", host)
    local answer, err = process.send(pid, "value", value)
    if not answer then
      process.terminate(pid)
      check.receive(events)
      return nil, err
    end
    return (check.receive(events) or {result = {}}).result.value
  end
  check.eq("a number in a message", heard(7).value, 7)
  check.eq("a table", heard({a = {b = 1}}).value.a.b, 1)
  check.ok("functions are lost", heard({f = print, a = 1}).value.f == nil)
  local answer, err = heard({1, a = 2})
  check.ok("what cannot be encoded is refused", answer == nil and err ~= nil, answer)
end

local function main()
  results()
  arguments()
  messages()
  local got, err = process.exec("app:passes", host)
  check.ok("an activity has a copy", got and got.own == 1 and got.same == 2, err)
  check.ok("and its values the same form", got.inner == true and got.encoded == "[2,1]", got.encoded)
  return check.done()
end

return {main = main}
