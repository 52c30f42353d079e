-- The test library: suites and cases are collected first, then run; each step is told to whoever asked for the run.
--
-- As on the platform: two levels of suites run, deeper cases are counted only; the outer suite's before_all and after_all run again
-- around each inner suite; an error in a hook ends the whole entry.
local time = require("time")
local ctx = require("ctx")
local send = process.send  -- the real one, whatever is mocked

local test = {}
for name, assertion in pairs(require("asserts_of_test")) do
  test[name] = assertion
end

-- ---- structure ------------------------------------------------------------------------------------------------------------

local open = {}  -- suites whose bodies run, outermost first

local function new_suite(name)
  return {name = name, cases = {}, suites = {}, before_all = {}, after_all = {}, before_each = {}, after_each = {}}
end

local function innermost()
  if #open == 0 then
    error("describe, it and hooks belong into the function given to test.run_cases", 3)
  end
  return open[#open]
end

function test.describe(name, body)
  local made = new_suite(name)
  table.insert(innermost().suites, made)
  table.insert(open, made)
  local fine, why = pcall(body)
  table.remove(open)
  if not fine then error(why, 0) end
end
test.spec = test.describe
test.context = test.describe

function test.it(name, body)
  table.insert(innermost().cases, {name = name, body = body})
end

function test.it_skip(name, body)
  table.insert(innermost().cases, {name = name, body = body, skipped = true})
end

for _, hook in ipairs({"before_all", "after_all", "before_each", "after_each"}) do
  test[hook] = function(f)
    table.insert(innermost()[hook], f)
  end
end

local borrowed = {"describe", "it", "it_skip", "before_all", "after_all", "before_each", "after_each"}

-- Runs `define` with the structure functions as globals, and gives back what was there.
local function collect(define)
  local root = new_suite("")
  local before = {}
  for _, name in ipairs(borrowed) do
    before[name] = rawget(_G, name)
    rawset(_G, name, test[name])
  end
  open = {root}
  local fine, why = pcall(define)
  open = {}
  for _, name in ipairs(borrowed) do
    rawset(_G, name, before[name])
  end
  if not fine then error(why, 0) end
  return root
end

-- ---- mocks ------------------------------------------------------------------------------------------------------------------

local mocked = {}  -- object: {original =, fields =}

function test.mock(path, replacement)
  local object, field = string.match(path, "^([^.]+)%.([^.]+)$")
  if not object then
    error("mock: a path has two parts, object.field, got " .. tostring(path), 2)
  end
  local entry = mocked[object]
  if not entry then
    local original = _G[object]
    if type(original) ~= "table" then
      error("mock: there is no global table " .. object, 2)
    end
    entry = {original = original, fields = {}}
    mocked[object] = entry
    rawset(_G, object, setmetatable({}, {__index = function(_, key)
      local other = entry.fields[key]
      if other ~= nil then return other end
      return original[key]
    end}))
  end
  if path == "process.send" then
    local given = replacement
    replacement = function(to, topic, ...)
      if type(topic) == "string" and topic:sub(1, 5) == "test:" then
        return send(to, topic, ...)
      end
      return given(to, topic, ...)
    end
  end
  entry.fields[field] = replacement
end

function test.mock_process(field, replacement)
  test.mock("process." .. field, replacement)
end

function test.restore_mock(path)
  local object, field = string.match(path, "^([^.]+)%.([^.]+)$")
  local entry = mocked[object]
  if not entry then return end
  entry.fields[field] = nil
  if next(entry.fields) == nil then
    rawset(_G, object, entry.original)
    mocked[object] = nil
  end
end

function test.restore_all_mocks()
  for object, entry in pairs(mocked) do
    rawset(_G, object, entry.original)
  end
  mocked = {}
end

-- ---- a run ------------------------------------------------------------------------------------------------------------------

local run = {}
run.__index = run

function run:tell(what, data)
  if self.pid then
    data.ref_id = self.ref_id
    data.timestamp = os.time()
    send(self.pid, self.topic, {type = what, data = data})
  end
end

local function seconds_since(begun)
  return time.now():sub(begun):seconds()
end

function run:hooks(list)
  for _, hook in ipairs(list) do
    hook()
  end
end

function run:case(which, suite, around)
  if which.skipped then
    self.skipped = self.skipped + 1
    return self:tell("test:case:skip", {suite = suite, test = which.name, duration = 0})
  end
  self:tell("test:case:start", {suite = suite, test = which.name})
  for _, each in ipairs(around) do self:hooks(each.before_each) end
  local begun = time.now()
  local fine, why = pcall(which.body)
  local duration = seconds_since(begun)
  for i = #around, 1, -1 do self:hooks(around[i].after_each) end
  test.restore_all_mocks()
  if fine then
    self.passed = self.passed + 1
    return self:tell("test:case:pass", {suite = suite, test = which.name, duration = duration})
  end
  self.failed = self.failed + 1
  self:tell("test:case:fail", {suite = suite, test = which.name, duration = duration, error = tostring(why)})
end

-- `around`: the suites from the outermost to this one.
function run:suite(around, title)
  for _, each in ipairs(around) do self:hooks(each.before_all) end
  for _, each in ipairs(around[#around].cases) do
    self:case(each, title, around)
  end
  for i = #around, 1, -1 do self:hooks(around[i].after_all) end
end

function run:all(root)
  if #root.cases > 0 then
    self:suite({root}, "")
  end
  for _, outer in ipairs(root.suites) do
    self:suite({root, outer}, outer.name)
    for _, inner in ipairs(outer.suites) do
      self:suite({root, outer, inner}, outer.name .. " > " .. inner.name)
    end
  end
end

-- Names of suites, and cases at any depth.
local function survey(suite, names, prefix)
  local cases = #suite.cases
  for _, each in ipairs(suite.suites) do
    local name = prefix .. each.name
    names[#names + 1] = name
    cases = cases + survey(each, names, name .. " > ")
  end
  return cases
end

local function inherited(key)
  local value = ctx.get(key)
  return value
end

function test.run_cases(define)
  return function(options)
    options = type(options) == "table" and options or {}
    local self = setmetatable({passed = 0, failed = 0, skipped = 0, ref_id = options.ref_id}, run)
    self.pid = options.pid or inherited("parent_pid")
    self.topic = options.topic or inherited("test_topic") or "test:update"
    local begun = time.now()
    local names, total = {}, 0
    local fine, why = pcall(function()
      local root = collect(define)
      total = survey(root, names, "")
      self:tell("test:plan", {suites = names})
      self:all(root)
    end)
    test.restore_all_mocks()
    if not fine then
      self:tell("test:error", {message = tostring(why), context = "suite"})
      error(why, 0)
    end
    local status = self.failed == 0 and "ok" or "error"
    local duration = seconds_since(begun)
    self:tell("test:complete", {total = total, passed = self.passed, failed = self.failed, skipped = self.skipped, duration = duration,
                                status = status})
    return {
      status = status,
      timestamp = os.time(),
      total_tests = total,
      passed_tests = self.passed,
      failed_tests = self.failed,
      duration_ms = math.floor(duration * 1000),
      test_suites = names,
      ref_id = options.ref_id,
    }
  end
end

return test
