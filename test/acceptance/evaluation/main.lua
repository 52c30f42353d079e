-- Code made up at run time: process.md section 19.
local check = require("check")
local runner = require("eval_runner")
local time = require("time")

local function run(source, more)
  local request = {source = source, method = "go"}
  for key, value in pairs(more or {}) do
    request[key] = value
  end
  return runner.run(request)
end

local function method(body)
  return "return {go = function(...) " .. body .. " end}"
end

local function fails(name, text, source, more, kind)
  local value, err = run(source, more)
  check.ok(name .. " answers nil", value == nil)
  check.err(name, err, kind or "Internal", text)
end

local function results()
  local value, err = run(method("local a, b = ... return a * b"), {args = {6, 7}})
  check.ok("a method with arguments", value == 42 and err == nil, err)
  check.eq("a chunk that returns a function", run("return function(x) return x + 1 end", {args = {1}}), 2)
  check.eq("the same without naming a method", runner.run({source = "return function(x) return x + 1 end", args = {2}}), 3)
  check.eq("a chunk that is the method", runner.run({source = "return 'bare'"}), "bare")
  value = run(method("return {name = 'n', list = {1, 2}}"))
  check.eq("a table", value.name .. #value.list, "n2")
  check.eq("two runs share nothing", run(method("counter = (counter or 0) + 1 return counter")), 1)
  check.eq("and again", run(method("counter = (counter or 0) + 1 return counter")), 1)
  check.eq("typed code", run("return {go = function(x: number): number return x // 2 end}", {args = {7}}), 3)
  fails("no value", "returned no value", method(""))
  fails("an error", "eval:2: worse", "return {go = function()\nerror('worse') end}")
  fails("an error's kind is ours", "gone", method("return nil, errors.new({kind = 'NotFound', message = 'gone'})"))
  fails("no such method", "method \"go\" not found", "return {}")
  fails("syntax", "eval:1:", "this is no Lua")
  fails("no source", "source is required", nil, nil, "Invalid")
end

local function modules()
  check.eq("a listed module", run(method("return require('json').encode({1})"), {modules = {"json"}}), "[1]")
  check.eq("also as a global", run(method("return json.encode({1})"), {modules = {"json"}}), "[1]")
  fails("one that is not listed", "module 'json' not found", method("return require('json')"), {modules = {"hash"}})
  check.eq("all that are harmless without a list", run(method("return type(json.encode) .. type(time.now) .. type(process) .. type(funcs)")),
    "functionfunctionnilnil")
  check.eq("nor by way of _G", run(method("return type(_G.process) .. type(_G.registry) .. type(_G.load)")), "nilnilnil")
  for _, name in ipairs({"process", "funcs", "registry", "env", "eval_runner"}) do
    fails(name .. " is blocked", "forbidden", method("return 1"), {modules = {name}})
  end
  fails("an unknown module", "unknown module \"jsn\" (did you mean \"json\"?)", method("return 1"), {modules = {"jsn"}})
  check.eq("a class that is allowed", run(method("return type(require('funcs').call)"), {modules = {"funcs"}, allow_classes = {"process", "io"}}),
    "function")
end

local function imports()
  check.eq("a library and what it declares", run(method("return require('shapes').square(3)"), {modules = {"hash"}, imports = {shapes = "app:shapes"}}), "[9]")
  check.eq("the library's modules are not the code's", run(method("return type(json) .. type(shapes)"), {modules = {"hash"}, imports = {shapes = "app:shapes"}}),
    "niltable")
  check.eq("modules granted to a library alone", run(method("return tostring(require('c').month()) .. tostring(pcall(require, 'time'))"),
    {modules = {"hash"}, imports = {c = {id = "app:clock", modules = {"time"}}}}), "1false")
  fails("a library without them", "module 'time' not found", method("return require('c').month()"), {modules = {"hash"}, imports = {c = "app:clock"}})
  check.eq("a library cannot do what is blocked", run(method("return (r.try())"), {imports = {r = "app:reach"}}), false)
  check.eq("unless its class is allowed", run(method("return (r.try())"), {imports = {r = "app:reach"}, allow_classes = {"process"}}), true)
  check.eq("or granted to that library", run(method("return tostring(r.try()) .. tostring(pcall(require, 'funcs'))"),
    {imports = {r = {id = "app:reach", modules = {"funcs"}}}}), "truefalse")
  fails("an unknown library", "no library entry app:nothing", method("return 1"), {imports = {x = "app:nothing"}})
end

local function surroundings()
  local sdk = {version = "1.2", api = {url = "u"}, list = {1, 2, 3}}
  check.eq("custom names", run(method("return sdk.version .. sdk.api.url .. #sdk.list"), {custom_modules = {sdk = sdk}}), "1.2u3")
  check.eq("context values", run(method("return require('ctx').get('who')"), {context = {who = "me"}}), "me")
  local value = run(method("time.sleep('1ms') local ch = channel.new() coroutine.spawn(function() ch:send('by channel') end) return (ch:receive())"))
  check.eq("blocking calls", value, "by channel")
  fails("idle", "went idle", method("return channel.new():receive()"))
  fails("too many steps", "maximum step limit", method("while true do coroutine.yield() end"))
  local begun = time.now()
  local answered = channel.new()
  coroutine.spawn(function() answered:send((select(2, run(method("local ch = channel.new() coroutine.spawn(function() for i = 1, 20000 do time.sleep('1us') end end) ch:receive()"))))) end)
  check.ok("it blocks its coroutine only", time.now():sub(begun):seconds() < 5)
  check.err("and steps count over all coroutines", (check.receive(answered)), "Internal", "maximum step limit")
end

local function compiled()
  local program, err = runner.compile("return {go = function() end}", "go", {modules = {"json", "hash"}})
  check.ok("compile", program ~= nil and err == nil, err)
  check.list("its modules", program:modules(), "json hash")
  check.eq("its method", program:method(), "go")
  check.eq("no method", runner.compile("return 1", ""):method(), "")
  program, err = runner.compile("this is no Lua", "go")
  check.ok("broken code is no program", program == nil)
  check.err("broken code", err, "Internal", "eval:1:")
  program, err = runner.compile("return 1", "go", {modules = {"process"}})
  check.err("a forbidden module", err, "Internal", "forbidden")
end

-- A spinning evaluation ends with the process that asked for it: else the program could not end.
local function ends_with_its_caller()
  local pid = process.spawn_monitored("app:left_alone", "app:processes")
  time.sleep("50ms")
  process.terminate(pid)
  local event = check.receive(process.events())
  check.eq("its caller ends", event.from, pid)
end

return {
  main = function()
    results()
    modules()
    imports()
    surroundings()
    compiled()
    ends_with_its_caller()
    return check.done()
  end,
}
