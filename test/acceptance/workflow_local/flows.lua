local uuid = require("uuid")
local crypto = require("crypto")
local ctx = require("ctx")
local workflow = require("workflow")
local time = require("time")
local funcs = require("funcs")
local base64 = require("base64")
local checks = require("checks")

local function randomness()
  for _, version in ipairs({1, 4, 7}) do
    local one, other = uuid["v" .. version](), uuid["v" .. version]()
    checks.ok("uuid.v" .. version, #one == 36 and one ~= other and uuid.version(one) == version, one)
  end
  local ns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
  checks.eq("uuid.v5 is computed", uuid.v5(ns, "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2")
  checks.eq("uuid.v3 is computed", uuid.v3(ns, "www.example.com"), "5df41881-3aed-3515-88a7-2f4a814cf09e")
  local bytes = crypto.random.bytes(16)
  checks.ok("crypto.random.bytes", #bytes == 16 and bytes ~= crypto.random.bytes(16))
  checks.eq("crypto.random.string", #crypto.random.string(12), 12)
  checks.eq("crypto.random.uuid", #crypto.random.uuid(), 36)
  local key = string.rep("k", 32)
  local sealed = crypto.encrypt.aes("secret", key)
  checks.ok("encryption draws a nonce", sealed ~= crypto.encrypt.aes("secret", key))
  checks.eq("decryption is computed", crypto.decrypt.aes(sealed, key), "secret")
  checks.eq("hmac is computed", crypto.hmac.sha256("key", "text"), crypto.hmac.sha256("key", "text"))
  local a, b = math.random(), math.random()
  checks.ok("math.random", a >= 0 and a < 1 and a ~= b)
  checks.eq("modules that only compute", base64.encode("abc"), "YWJj")
  -- Across an activation the streams go on.
  local seen = {}
  for i = 1, 5 do
    funcs.call("app:add", i, 1)
    seen[uuid.v4()] = true
  end
  local count = 0
  for _ in pairs(seen) do
    count = count + 1
  end
  checks.eq("no value comes twice", count, 5)
  return checks.lines
end

local function itself()
  checks.eq("process.id() is the entry", process.id(), "app:itself")
  local id = workflow.info().workflow_id
  checks.eq("process.pid() is {host|workflow id}", process.pid(), "{app:workflows|" .. id .. "}")
  checks.eq("a context value", ctx.get("tenant"), "north")
  local all = ctx.all()
  checks.ok("all of them", all.tenant == "north" and all.list[2] == 2)
  local _, err = ctx.get("missing")
  checks.err("one that is not there", err, "NotFound", "key not found: missing")
  checks.ok("set_options is accepted", process.set_options({trap_links = true}) == true)
  for _, what in ipairs({"monitor", "unmonitor", "link", "unlink"}) do
    local answer
    answer, err = process[what](process.pid())
    checks.ok(what .. " answers nil", answer == nil)
    checks.err(what, err, "Internal", "not supported in workflow context")
    checks.eq(what .. " is not retryable", err:retryable(), false)
  end
  local loaded = {}
  for _, each in ipairs({"process", "channel", "coroutine", "errors", "payload", "os", "print", "subscribe", "unsubscribe", "string", "table", "math"}) do
    loaded[#loaded + 1] = _G[each] == nil and each or nil
  end
  checks.eq("always there", table.concat(loaded, " "), "")
  checks.eq("os has its time functions", type(os.time) .. type(os.date) .. type(os.clock), "functionfunctionfunction")
  return checks.lines
end

local function information(name)
  local info, err = workflow.info()
  checks.ok("info answers table, nil", type(info) == "table" and err == nil)
  checks.eq("workflow_id", info.workflow_id, name)
  checks.ok("run_id is a UUID", uuid.validate(info.run_id), info.run_id)
  checks.eq("workflow_type", info.workflow_type, "app:information")
  checks.ok("task_queue", type(info.task_queue) == "string" and info.task_queue ~= "", info.task_queue)
  checks.eq("namespace", type(info.namespace), "string")
  checks.eq("attempt", info.attempt, 1)
  checks.ok("some history at first", info.history_length > 0 and info.history_size > 0)
  local length, size = workflow.history_length(), workflow.history_size()
  checks.ok("history_length and history_size are the same figures", length == info.history_length and size == info.history_size)
  uuid.v4()
  workflow.attrs({memo = {a = 1}})
  checks.ok("they stay within an activation", workflow.history_length() == length and workflow.history_size() == size)
  for i = 1, 3 do
    if i == 1 then
      funcs.call("app:add", 1, 1)
    elseif i == 2 then
      time.sleep("1ms")
    else
      process.exec("app:whole", process.pid():match("^{(.-)|"), "a", "b")
    end
    checks.ok("and grow with completion " .. i, workflow.history_length() > length and workflow.history_size() > size)
    length, size = workflow.history_length(), workflow.history_size()
  end
  return checks.lines
end

local function versions()
  local number, err = workflow.version("change", 1, 3)
  checks.ok("the newest is recorded", number == 3 and err == nil)
  checks.eq("asked again", workflow.version("change", 1, 3), 3)
  funcs.call("app:add", 1, 1)
  checks.eq("and later, of a newer range", workflow.version("change", 2, 5), 3)
  checks.eq("another change", workflow.version("other", -1, 1), 1)
  number, err = workflow.version("change", 4, 2)
  checks.err("min above max", err, "Invalid", "min_supported cannot be greater than max_supported")
  number, err = workflow.version("", 1, 2)
  checks.err("no id", err, "Invalid", "change ID required")
  return checks.lines
end

local function attributes()
  local answer, err = workflow.attrs({search = {customer = "ann", paid = true, count = 3, price = 2.5, tags = {"a", "b"}}, memo = {note = {deep = {1, 2}}}})
  checks.ok("attrs answers true, nil", answer == true and err == nil, err)
  checks.eq("search alone", workflow.attrs({search = {customer = "bob"}}), true)
  checks.eq("memo alone", workflow.attrs({memo = {}}), true)
  checks.eq("keys that are no strings are skipped", workflow.attrs({search = {[true] = "x", a = "b"}}), true)
  answer, err = workflow.attrs({search = {x = {1, 2}}})
  checks.ok("a list of numbers is refused", answer == nil and err ~= nil, answer)
  answer, err = workflow.attrs({search = {x = {a = 1}}})
  checks.ok("a table is refused", answer == nil and err ~= nil, answer)
  answer, err = workflow.attrs({search = "ann"})
  checks.err("search", err, "Invalid", "search must be a table")
  answer, err = workflow.attrs({memo = 5})
  checks.err("memo", err, "Invalid", "memo must be a table")
  answer, err = workflow.attrs({})
  checks.err("neither", err, "Invalid", "at least one of search or memo required")
  return checks.lines
end

-- The table of names is looked into at once; what was found is recorded.
local function names(terminal)
  checks.eq("register", process.registry.register("local_flow"), true)
  checks.eq("lookup", process.registry.lookup("local_flow"), process.pid())
  local other, err = process.registry.lookup("nobody")
  checks.ok("an unknown name", other == nil and err ~= nil)
  checks.eq("unregister", process.registry.unregister("local_flow"), true)
  checks.eq("it is gone", (process.registry.lookup("local_flow")), nil)
  return checks.lines
end

-- As an ordinary process: nothing is recorded.
local function outside()
  local info, err = workflow.info()
  checks.ok("info is nil, nil", info == nil and err == nil)
  checks.eq("history_length", workflow.history_length(), 0)
  checks.eq("version is the newest", workflow.version("change", 1, 3), 3)
  checks.eq("version again", workflow.version("change", 1, 9), 9)
  checks.eq("a direct call", funcs.call("app:add", 1, 1), 2)
  checks.eq("a PID of that host", process.pid():match("^{(.-)|"), "app:processes")
  local _, failed = workflow.exec("app:whole", "a", "b")
  checks.err("exec", failed, "Invalid", "workflow.exec outside workflow context not yet supported")
  return checks.lines
end

return {randomness = randomness, itself = itself, information = information, versions = versions, attributes = attributes,
  names = names, outside = outside}
