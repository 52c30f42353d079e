-- Variables of the application and where they lie: io-modules.md section 10.
local check = require("check")
local env = require("env")
local funcs = require("funcs")

local function missing(name, what)
  local value, err = env.get(what)
  check.ok(name, value == nil, value)
  check.err(name .. ": why", err, errors.NOT_FOUND, "environment variable not found")
end

local function main()
  check.ok("the operating system's", #env.get("PATH") > 0)
  check.err("which nobody changes", select(2, env.set("PATH", "x")), errors.PERMISSION_DENIED)
  missing("what no entry declares", "HOME")
  missing("unset", "secret")

  check.eq("a default", env.get("MODE"), "plain")
  check.eq("a default is text", env.get("PORT"), "8080")
  check.eq("set", env.set("MODE", "fancy"), true)
  check.eq("by public name", env.get("MODE"), "fancy")
  check.eq("by id", env.get("app:mode"), "fancy")
  check.eq("by name in the namespace", env.get("mode"), "fancy")
  check.eq("other processes see it", funcs.call("app:elsewhere", "MODE"), "fancy")
  check.eq("empty is unset", env.set("MODE", "") and env.get("MODE"), "plain")
  check.eq("without a public name", env.set("app:secret", "s") and env.get("secret"), "s")
  check.err("a read-only variable", select(2, env.set("LOCKED", "x")), errors.PERMISSION_DENIED)
  check.eq("has its value", env.get("LOCKED"), "kept")

  check.eq("static", env.get("FIXED"), "carved")
  check.err("is read only", select(2, env.set("FIXED", "x")), errors.PERMISSION_DENIED)
  check.eq("a file", env.get("FILED"), "from file")
  check.eq("is written", env.set("FILED", "anew") and env.get("FILED"), "anew")
  missing("a file that is not there yet", "MADE")
  check.eq("is made", env.set("MADE", "1") and env.get("MADE"), "1")
  check.eq("a router reads what has a value", env.get("ROUTED"), "below")
  check.eq("and writes to the first", env.set("ROUTED", "above") and env.get("ROUTED"), "above")

  missing("a bad name declares nothing", "NOT-A-NAME")
  check.eq("of two with one name the second has its id", env.get("app:second"), "other")
  missing("no such storage", "NOWHERE")
  check.err("an empty name", select(2, env.get("")), errors.INVALID, "empty key")
  check.err("an empty name to set", select(2, env.set("", "x")), errors.INVALID, "empty key")
  check.raises("a number to set", function() env.set("MODE", {} :: any) end, "bad argument")

  local all = env.get_all()
  check.eq("all: public names", all.FILED .. all.PORT, "anew8080")
  check.eq("all: ids", all["app:secret"], "s")
  check.ok("all: nothing that has no value", all.NOWHERE == nil and all.HOME == nil)
  return check.done()
end

return {main = main, read = function(name) return (env.get(name)) end}
