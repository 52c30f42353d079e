-- The command `test`: calls every entry with `meta.type: test`, one after another, and judges it by the cases that it tells of, or, if
-- it tells of none, by what it returns.
local registry = require("registry")
local funcs = require("funcs")
local time = require("time")
local report = require("report")

local topic = "test:update"
local last_suite = "other"

local function matches(id, patterns)
  if #patterns == 0 then return true end
  for _, each in ipairs(patterns) do
    if string.find(id, each, 1, true) then return true end
  end
  return false
end

-- Suites by name, `other` last; within one by order, then id.
local function before(a, b)
  if a.suite ~= b.suite then
    if a.suite == last_suite or b.suite == last_suite then return b.suite == last_suite end
    return a.suite < b.suite
  end
  if a.order ~= b.order then return a.order < b.order end
  return a.id < b.id
end

local function find(patterns)
  local entries, err = registry.find({["meta.type"] = "test"})
  if err then error(err) end
  local all, chosen = 0, {}
  for _, each in ipairs(entries) do
    all = all + 1
    if matches(each.id, patterns) then
      local meta = each.meta or {}
      chosen[#chosen + 1] = {
        id = each.id,
        name = meta.name or each.id,
        suite = meta.suite or last_suite,
        order = tonumber(meta.order) or 0,
        timeout = meta.timeout or "30s",
      }
    end
  end
  table.sort(chosen, before)
  return chosen, all
end

local endings = {["test:case:pass"] = "pass", ["test:case:fail"] = "fail", ["test:case:skip"] = "skip"}

-- Takes in a message of a test; counts the cases it tells of.
local function take(entry, message, seen)
  local data = type(message) == "table" and message.data or nil
  if type(data) ~= "table" or (data.ref_id ~= nil and data.ref_id ~= entry.id) then return end
  local how = endings[message.type]
  if not how then return end
  seen[how] = seen[how] + 1
  seen.any = true
  local title = data.suite and data.suite ~= "" and data.suite .. " > " or ""
  report.result(how, title .. tostring(data.test), data.duration, data.error)
end

-- Waits for the outcome while messages come in: value, error.
local function outcome(entry, updates, seen)
  local me = process.pid()
  local executor = funcs.new():with_context({parent_pid = me, test_topic = topic})
  local call, err = executor:async(entry.id, {pid = me, topic = topic, ref_id = entry.id})
  if not call then return nil, err end
  local response = call:response()
  local limit, bad = time.after(entry.timeout)
  if bad then
    call:cancel()
    return nil, "meta.timeout: " .. tostring(bad)
  end
  while true do
    local got = channel.select({updates:case_receive(), response:case_receive(), limit:case_receive()})
    if got.channel == updates then
      take(entry, got.value, seen)
    elseif got.channel == limit then
      call:cancel()
      return nil, "timeout after " .. tostring(entry.timeout)
    else
      break
    end
  end
  while true do  -- what it told before it ended
    local got = channel.select({updates:case_receive(), default = true})
    if got.default then break end
    take(entry, got.value, seen)
  end
  local result, failure = call:result()
  if failure then return nil, failure end
  return result and result:data()
end

local function run(entry, updates, total)
  local seen = {pass = 0, fail = 0, skip = 0, any = false}
  local begun = time.now()
  local value, err = outcome(entry, updates, seen)
  if seen.any then
    -- A library's entry may raise because cases failed, which were told already.
    if err and seen.fail == 0 then
      seen.fail = 1
      report.result("fail", entry.name, time.now():sub(begun):seconds(), err)
    end
  else
    local failed = err ~= nil or value == false
    seen[failed and "fail" or "pass"] = 1
    report.result(failed and "fail" or "pass", entry.name, time.now():sub(begun):seconds(), err or "returned false")
  end
  for _, how in ipairs({"pass", "fail", "skip"}) do
    total[how] = total[how] + seen[how]
  end
end

return {
  main = function(...)
    local patterns = {...}
    local entries, all = find(patterns)
    if all == 0 then
      report.text("No tests found")
      return 0
    end
    if #entries == 0 then
      report.text("No tests match filter: " .. table.concat(patterns, ", "))
      return 0
    end
    local updates = process.listen(topic)
    local total = {pass = 0, fail = 0, skip = 0}
    local begun = time.now()
    local suite
    for _, each in ipairs(entries) do
      if each.suite ~= suite then
        suite = each.suite
        report.suite(suite)
      end
      run(each, updates, total)
    end
    report.summary(total.pass, total.fail, total.skip, time.now():sub(begun):seconds())
    return total.fail == 0 and 0 or 1
  end,
}
