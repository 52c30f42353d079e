-- Runs the hostile programs two at a time beside the sentinels, and judges how each of them ended.
--   hostile [factor=N] [NAME or GROUP or PART*]...
-- N multiplies all limits, for instrumented builds. run.sh reads what is printed: `- A B` before a pair starts, then
-- `ok NAME (figures)` or `FAIL NAME: why`, `again NAME: why` where only a time was missed, and the closing line. Exit codes: 0 all
-- passed, 1 some failed, 2 a process could not be ended, and the programs after it were not run.
local io = require("io")
local registry = require("registry")
local time = require("time")

local host = "app:hostile"
local run_ms = 300          -- of a program that is to be terminated
local terminate_ms = 10     -- from `process.terminate` to EXIT, troupe.md section 2
local inside_c_ms = 100     -- the same, within one long call of a library function
local gap_ms = 500          -- between two pongs of a sentinel pair
local stuck_ms = 5000       -- after this it counts as not to be ended
local end_s = 20            -- for a program that is to end by itself
local attempts = 3          -- a missed time may be the machine's: a real one misses it again

local factor = 1
local sentinels = {}
local exits = {}            -- by PID: a channel that gets the EXIT and when it came

-- The programs of the bundle, by name in order: those that say how they end.
local function all_programs()
  local programs = {}
  for _, entry in ipairs(registry.find({[".kind"] = "process.lua"})) do
    local meta = entry.meta or {}
    if meta.ends then
      local name = registry.parse_id(entry.id).name
      programs[#programs + 1] = {name = name, id = entry.id, group = name:match("^[^_]+"), ends = meta.ends,
        inside_c = meta.inside == "c", seconds = meta.seconds or end_s}
    end
  end
  table.sort(programs, function(a, b) return a.name < b.name end)
  return programs
end

local function chosen(programs, words)
  if #words == 0 then
    return programs
  end
  local list, used = {}, {}
  for _, program in ipairs(programs) do
    local wanted = false
    for _, word in ipairs(words) do
      local start = word:match("^(.*)%*$")
      if word == program.name or word == program.group or start and program.name:sub(1, #start) == start then
        wanted, used[word] = true, true
      end
    end
    if wanted then
      list[#list + 1] = program
    end
  end
  for _, word in ipairs(words) do
    if not used[word] then
      return nil, word
    end
  end
  return list
end

-- The channel that gets the EXIT of this process, whether it came already or not.
local function exit_of(pid)
  if not exits[pid] then
    exits[pid] = channel.new(1)
  end
  return exits[pid]
end

local function watch_exits()
  local events = process.events()
  while true do
    local event = events:receive()
    if event.kind == process.event.EXIT then
      exit_of(event.from):send({result = event.result, at = os.clock()})
    end
  end
end

-- What came from a channel within the time, or nil.
local function within(ch, ms)
  local got = channel.select({ch:case_receive(), time.after(ms .. "ms"):case_receive()})
  return got.channel == ch and got.value or nil
end

local function start_sentinel(sentinel)
  sentinel.partner = process.spawn_monitored("app:answers", sentinel.host)
  sentinel.pid = sentinel.partner and process.spawn_monitored("app:asks", sentinel.host, sentinel.partner)
end

-- Spawning works again once what a storm left has gone.
local function settle()
  local limit = os.clock() + 5 * factor
  local pid
  repeat
    time.sleep("20ms")
    pid = process.spawn("app:probe", host)
  until pid or os.clock() > limit
  return pid ~= nil
end

-- What the sentinels saw since the last time: figures by host, or nil and why not.
local function look(seen)
  local figures = {}
  for _, sentinel in ipairs(sentinels) do
    for _, pid in ipairs({sentinel.pid, sentinel.partner}) do
      local exit = channel.select({exit_of(pid):case_receive(), default = true})
      if not exit.default then
        start_sentinel(sentinel)
        return nil, "the sentinel on " .. sentinel.host .. " ended: " .. tostring(exit.value.result.error)
      end
    end
    process.send(sentinel.pid, "look")
    local limit = os.clock() + stuck_ms * factor / 1000
    repeat
      figures[sentinel.host] = within(seen, stuck_ms * factor)
    until not figures[sentinel.host] or figures[sentinel.host].by == sentinel.pid or os.clock() > limit
    if not figures[sentinel.host] then
      return nil, "the sentinel on " .. sentinel.host .. " does not answer"
    end
  end
  return figures
end

local function may_end_as(program, word)
  for _, ends in ipairs(program.ends) do
    if ends:match("^%S+") == word then
      return true
    end
  end
  return false
end

-- One program from spawn to EXIT. An outcome has `how`: refused, ok, error, terminated, late (did not end by itself), stuck.
local function run(program)
  local pid, err = process.spawn_monitored(program.id, host, sentinels[1].partner)
  if not pid then
    return {how = "refused", text = tostring(err)}
  end
  local ends, by_force = exit_of(pid), may_end_as(program, "terminated")
  local exit = within(ends, by_force and run_ms or program.seconds * 1000 * factor)
  local outcome = {}
  if not exit then
    local from = os.clock()
    process.terminate(pid)
    exit = within(ends, stuck_ms * factor)
    if not exit then
      return {how = "stuck"}
    end
    outcome.ms = (exit.at - from) * 1000
    outcome.how = by_force and "terminated" or "late"
  end
  exits[pid] = nil
  local error_of_exit = exit.result.error
  outcome.text = tostring(error_of_exit or exit.result.value)
  if not outcome.how or outcome.text ~= "process terminated" then
    outcome.how = error_of_exit and "error" or "ok"
  end
  return outcome
end

-- Whether this ending is the one that is declared.
local function matches(ends, outcome)
  local word, pattern = ends:match("^(%S+) ?(.*)$")
  local text = outcome.text or ""
  if word == "memory" then
    return text:find("memory limit exceeded", 1, true) ~= nil or text:find("not enough memory", 1, true) ~= nil
  end
  return word == outcome.how and (pattern == "" or text:find(pattern) ~= nil)
end

local function shown(text)
  text = text:gsub("[%c\128-\255]", "?")
  return #text > 200 and text:sub(1, 200) .. "..." or text
end

-- nil, or why it failed and whether only a time was missed.
local function judged(program, outcome, figures, why)
  if outcome.how == "stuck" then
    return "process.terminate did not end it"
  elseif outcome.how == "late" then
    return "did not end within " .. program.seconds * factor .. " s"
  end
  local fits = false
  for _, ends in ipairs(program.ends) do
    fits = fits or matches(ends, outcome)
  end
  if not fits then
    return "to end as " .. table.concat(program.ends, " or ") .. ", ended as " .. outcome.how .. " " .. shown(outcome.text or "")
  elseif not figures then
    return why
  end
  local limit = (program.inside_c and inside_c_ms or terminate_ms) * factor
  if outcome.how == "terminated" and outcome.ms > limit then
    return string.format("terminated after %.1f ms, more than %d ms", outcome.ms, limit), true
  end
  for _, sentinel in ipairs(sentinels) do
    local gap = figures[sentinel.host].gap
    if gap > gap_ms * factor then
      return string.format("%.0f ms without a pong on %s, more than %d ms", gap, sentinel.host, gap_ms * factor), true
    end
  end
end

local function figures_text(outcome, figures)
  local among, apart = figures[sentinels[1].host], figures[sentinels[2].host]
  return string.format("%s%s; gap %.1f ms, trip p99 %.2f ms, worst %.1f ms; apart %.1f ms, %.2f ms, %.1f ms", outcome.how,
    outcome.ms and string.format(" in %.1f ms", outcome.ms) or "", among.gap, among.p99, among.worst,
    apart.gap, apart.p99, apart.worst)
end

-- Runs a pair, or one alone; true unless a process could not be ended.
local function run_pair(pair, seen, counts, attempt)
  local names = {}
  for i, program in ipairs(pair) do
    names[i] = program.name
  end
  io.print("- " .. table.concat(names, " "))
  local quiet = settle()
  look(seen)
  local outcomes, done = {}, channel.new(#pair)
  for i, program in ipairs(pair) do
    coroutine.spawn(function()
      outcomes[i] = run(program)
      done:send(true)
    end)
  end
  for _ = 1, #pair do
    done:receive()
  end
  time.sleep("20ms")
  local figures, why = look(seen)
  local again, fine = {}, true
  for i, program in ipairs(pair) do
    local fault, time_only = judged(program, outcomes[i], figures, why)
    if not quiet then
      fault = "the host is still full of what ran before"
    end
    if not fault then
      counts.passed = counts.passed + 1
      io.print("ok " .. program.name .. " (" .. figures_text(outcomes[i], figures) .. ")")
    elseif time_only and attempt < attempts then
      again[#again + 1] = program
      io.print("again " .. program.name .. ": " .. fault)
    else
      counts.failed = counts.failed + 1
      io.print("FAIL " .. program.name .. ": " .. fault)
    end
    fine = fine and outcomes[i].how ~= "stuck"
  end
  if fine and #again > 0 then
    return run_pair(again, seen, counts, attempt + 1)
  end
  return fine
end

local function main(...)
  local words = {}
  for _, word in ipairs({...}) do
    local number = word:match("^factor=([%d.]+)$")
    if number then
      factor = tonumber(number)
    else
      words[#words + 1] = word
    end
  end
  local programs, unknown = chosen(all_programs(), words)
  if not programs then
    io.eprint("no program or group " .. unknown)
    return 1
  end
  coroutine.spawn(watch_exits)
  sentinels = {{host = host}, {host = "app:apart"}}
  for _, sentinel in ipairs(sentinels) do
    start_sentinel(sentinel)
    if not sentinel.pid then
      io.eprint("no sentinel on " .. sentinel.host)
      return 1
    end
  end
  local seen, counts = process.listen("seen"), {passed = 0, failed = 0}
  for i = 1, #programs, 2 do
    if not run_pair({programs[i], programs[i + 1]}, seen, counts, 1) then
      io.print("a process cannot be ended: stopping here")
      return 2
    end
  end
  io.print(counts.passed .. " passed, " .. counts.failed .. " failed")
  return counts.failed == 0 and 0 or 1
end

return {main = main}
