local check = require("check")
local files = require("files")
local fs = require("fs")
local funcs = require("funcs")
local registry = require("registry")
local security = require("security")
local time = require("time")
local volumes = require("volumes")

local function permissions()
  local scope = security.new_scope({security.policy("app:only_made")})
  local reader = funcs.new():with_actor(security.new_actor("reader")):with_scope(scope)
  check.eq("allowed", reader:call("app:get", "app:made"), "granted")
  check.eq("denied", reader:call("app:get", "app:data"), "PermissionDenied not allowed to access filesystem: app:data")
  check.eq("denied, there or not", reader:call("app:get", "app:none"), "PermissionDenied not allowed to access filesystem: app:none")
end

-- Everybody goes on while one waits for the disk.
local function together()
  local spun = process.listen("spun")
  process.spawn("app:spinner", "app:processes", process.pid())
  local results = channel.new(8)
  local vol = fs.get("app:made")
  for i = 1, 8 do
    coroutine.spawn(function()
      local path = "/co" .. i
      for round = 1, 10 do
        vol:writefile(path, path .. " " .. round)
      end
      results:send(vol:readfile(path))
    end)
  end
  local seen = {}
  for i = 1, 8 do
    seen[i] = results:receive()
  end
  table.sort(seen)
  check.list("coroutines", seen, "/co1 10 /co2 10 /co3 10 /co4 10 /co5 10 /co6 10 /co7 10 /co8 10")
  check.eq("a process beside them", (check.receive(spun)), 200)
  local timer = time.after("1ms")
  vol:writefile("/big", string.rep("0123456789", 100000))
  check.ok("a timer meanwhile", check.receive(timer) ~= nil)
  check.eq("a large file", #vol:readfile("/big"), 1000000)
end

local function at_run_time()
  local vol = fs.get("app:made")
  local changes = registry.snapshot():changes()
  changes:create({id = "app:late", kind = "fs.directory", data = {directory = "late", auto_init = true}})
  check.ok("a file system at run time", changes:apply() ~= nil)
  local late = fs.get("app:late")
  check.eq("is used", late:writefile("x", "late"), true)
  changes = registry.snapshot():changes()
  changes:update({id = "app:late", kind = "fs.directory", data = {directory = "data"}})
  check.ok("moved", changes:apply() ~= nil)
  check.eq("is elsewhere, also for whoever has it", late:readfile("inside"), "inside\n")
  changes = registry.snapshot():changes()
  changes:update({id = "app:late", kind = "fs.directory", data = {directory = "nowhere"}})
  check.err("a folder that is not there", select(2, changes:apply()), "Internal", "no such folder")
  check.eq("changes nothing", late:readfile("inside"), "inside\n")
  changes = registry.snapshot():changes()
  changes:delete("app:late")
  check.ok("deleted", changes:apply() ~= nil)
  check.err("is gone", select(2, late:readfile("inside")), "NotFound", "filesystem not found: app:late")
  check.ok("another one stays", vol:exists("/big"))
end

local function main()
  volumes.run()
  volumes.stays_inside()
  volumes.kinds()
  files.run()
  files.scanners()
  check.eq("while the chunk loads", funcs.call("app:at_load"), "inside\n")
  check.eq("in a coroutine of one's own", coroutine.wrap(function() return fs.get("app:data"):readfile("inside") end)(), "inside\n")
  check.eq("a first call", funcs.call("app:left_open"), "nothing")
  check.eq("its file is closed", funcs.call("app:left_open"), "file is closed")
  permissions()
  together()
  at_run_time()
  return check.done()
end

return { main = main }
