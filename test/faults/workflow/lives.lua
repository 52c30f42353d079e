-- For processes that start workflows and see them to their ends, in any number of lives of the program: what an earlier life has started is
-- joined, whether it still runs or has ended.
local channel = require("channel")
local io = require("io")
local json = require("json")

local lives = {}
local events = process.events()
local order, ids, ends = {}, {}, {}  -- ids in the order of their starts; PID to its id; id to its end

-- Starts a workflow of that id, unless an earlier life did, and watches it. `how` may have options, a context, and messages as {topic, value},
-- which are delivered once, as they are part of the start.
function lives.start(id, entry, host, how, ...)
  local options = {["workflow.id_conflict_policy"] = "fail", ["workflow.id_reuse_policy"] = "reject_duplicate"}
  for key, value in pairs(how.options or {}) do
    options["workflow." .. key] = value
  end
  local spawner = process.with_options(options):with_context(how.context or {}):with_name(id)
  for _, each in ipairs(how.messages or {}) do
    spawner = spawner:with_message(each[1], each[2])
  end
  local pid = "{" .. host .. "|" .. id .. "}"
  order[#order + 1], ids[pid] = id, id
  local _, err = spawner:spawn(entry, host, ...)
  if err and err:kind() ~= errors.ALREADY_EXISTS then
    error(id .. ": " .. err:message())
  end
  process.monitor(pid)
  return pid
end

-- Waits until all that were started have ended; `heard` is told what arrives on `other` meanwhile.
function lives.wait(other, heard)
  local left = #order
  while left > 0 do
    local cases = {events:case_receive()}
    if other then
      cases[2] = other:case_receive()
    end
    local first = channel.select(cases)
    if first.channel ~= events then
      heard(first.value)
    elseif first.value.kind == process.event.CANCEL then
      error("the program is to stop")
    elseif not ends[ids[first.value.from]] then
      ends[ids[first.value.from]] = first.value.result
      left = left - 1
    end
  end
  return ends
end

local function sorted(value)
  if type(value) ~= "table" then
    return json.encode(value)
  end
  local parts = {}
  for key, each in pairs(value) do
    parts[#parts + 1] = tostring(key) .. "=" .. sorted(each)
  end
  table.sort(parts)
  return "{" .. table.concat(parts, " ") .. "}"
end

-- Says how each ended, for the comparison with another run.
function lives.tell()
  for _, id in ipairs(order) do
    local result = ends[id]
    if result.error then
      io.print(id .. ": " .. result.error:kind() .. ", " .. result.error:message())
    else
      io.print(id .. ": " .. sorted(result.value))
    end
  end
end

return lives
