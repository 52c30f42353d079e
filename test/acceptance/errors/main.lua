-- Error objects: process.md section 15.
local check = require("check")
local funcs = require("funcs")

local function constants()
  local want = {NOT_FOUND = "NotFound", ALREADY_EXISTS = "AlreadyExists", INVALID = "Invalid",
    PERMISSION_DENIED = "PermissionDenied", UNAVAILABLE = "Unavailable", INTERNAL = "Internal", CANCELED = "Canceled",
    CONFLICT = "Conflict", TIMEOUT = "Timeout", RATE_LIMITED = "RateLimited", UNKNOWN = ""}
  local fine = true
  for name, text in pairs(want) do
    fine = fine and errors[name] == text
  end
  check.ok("constants", fine)
end

local function making()
  local plain = errors.new("plain")
  check.ok("from a text", plain:message() == "plain" and plain:kind() == "" and plain:retryable() == nil and plain:details() == nil)
  check.eq("type is userdata", type(plain), "userdata")
  check.eq("tostring is the message", tostring(plain), "plain")
  local full = errors.new({message = "full", kind = errors.TIMEOUT, retryable = false, details = {a = {1, 2}, b = "x"}})
  check.ok("from a table", full:kind() == "Timeout" and full:retryable() == false and full:details().a[2] == 2)
  check.eq("empty details are nil", errors.new({message = "m", details = {}}):details(), nil)
  check.raises("a table without message", function() errors.new({kind = errors.INVALID}) end)
  check.ok("concatenation on both sides", "a " .. plain .. " b" == "a plain b" and plain .. full == "plainfull")
  check.ok("string functions take an error", string.find(plain, "lai", 1, true) == 2 and string.upper(plain) == "PLAIN"
    and string.match(full, "f(.*)") == "ull" and string.len(plain) == 5)
  check.ok("stack is a text", type(plain:stack()) == "string" and #plain:stack() > 0)
  local trace = errors.call_stack(plain)
  check.ok("call_stack has frames", trace ~= nil and #trace.frames > 0 and trace.frames[1].source ~= nil
    and type(trace.frames[1].line) == "number")
  check.eq("call_stack of no error", errors.call_stack("text"), nil)
  check.ok("is", errors.is(full, errors.TIMEOUT) == true and errors.is(full, errors.INVALID) == false
    and errors.is(nil, errors.INVALID) == false and errors.is("text", "") == false)
end

local function wrapping()
  local inner = errors.new({message = "inner", kind = errors.NOT_FOUND, retryable = true, details = {id = 1}})
  local outer = errors.wrap(inner, "outer")
  check.ok("wrap keeps message, kind, retryable, details", outer:message() == "inner" and outer:kind() == "NotFound"
    and outer:retryable() == true and outer:details().id == 1)
  check.eq("its context shows in tostring", tostring(outer), "outer: inner")
  check.ok("and in the stack", outer:stack():find("outer", 1, true) ~= nil)
  check.eq("twice", tostring(errors.wrap(outer, "outermost")), "outermost: outer: inner")
  check.eq("the inner one is unchanged", tostring(inner), "inner")
  check.eq("wrap of a text", errors.wrap("text", "context"):message(), "text")
end

local function raising()
  local made = errors.new("made")
  local fine, got = pcall(error, made)
  check.ok("error() carries the same object through pcall", fine == false and got == made)
  fine, got = pcall(error, "text")
  check.ok("a text stays a text", type(got) == "string")
  fine, got = pcall(function() error("text") end)
  check.ok("with its position", got:match("^app:main:%d+: text$") ~= nil, got)
  fine, got = pcall(function() error({code = 1}) end)
  check.ok("a table stays a table", type(got) == "table" and got.code == 1)
  fine, got = pcall(function() error() end)
  check.ok("nil stays nil", fine == false and got == nil)
  fine, got = xpcall(function() error(made) end, function(e) return {e} end)
  check.ok("xpcall's handler gets the object", got[1] == made)
  local deep = 0
  local function recurse()
    deep = deep + 1
    return 1 + recurse()
  end
  fine, got = pcall(recurse)
  check.ok("endless recursion can be caught", fine == false and tostring(got):find("stack overflow", 1, true) ~= nil, got)
  fine, got = pcall(string.rep, "x", -1)
  check.ok("and the process goes on", fine and got == "")
end

local function crossing()
  local _, err = funcs.call("app:fails")
  check.err("through a call", err, "Conflict", "sold out")
  check.ok("with retryable and details", err:retryable() == true and err:details().left == 0)
  _, err = funcs.call("app:passes_on")
  check.err("through two calls", err, "Conflict", "sold out")
  check.eq("nothing was added", tostring(err), "sold out")
  _, err = funcs.call("app:wraps")
  check.err("wrapped on the way", err, "Conflict", "sold out")
  check.eq("the context is not part of the message", err:message(), "sold out")
end

local function main()
  constants()
  making()
  wrapping()
  raising()
  crossing()
  return check.done()
end

return {main = main}
