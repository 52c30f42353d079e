-- Runs the steps that follow from its seed and answers a number into which all their results went.
local crypto = require("crypto")
local dice = require("dice")
local funcs = require("funcs")
local time = require("time")
local uuid = require("uuid")
local workflow = require("workflow")

local inbox, events
local unread, ends = {}, {}  -- messages by sender, events by workflow, that came before they were asked for
local sum

local function mix(value)
  sum = (sum * 31 + value) % 1000000007
end

local function sure(value, err)
  if err ~= nil or value == nil then
    error("unexpected: " .. tostring(err), 2)
  end
  return value
end

-- The next message of that sender.
local function message_of(sender)
  while true do
    local waiting = unread[sender]
    if waiting and #waiting > 0 then
      return table.remove(waiting, 1)
    end
    local message = inbox:receive()
    local from = message:topic() == "signal" and "signal" or message:from()
    unread[from] = unread[from] or {}
    table.insert(unread[from], message:payload():data())
  end
end

local function end_of(child)
  while not ends[child] do
    local event = events:receive()
    if event.kind == "pid.exit" then
      if ends[event.from] then
        error("two ends of " .. event.from)
      end
      ends[event.from] = event.result
    end
  end
  return ends[child]
end

local function host_of(roll)
  return roll(2) == 1 and "app:few" or "app:many"
end

local function retried()
  return funcs.new():with_options({["activity.retry_policy"] = {initial_interval = 1, backoff_coefficient = 1}})
end

-- A value of chance is the same for everything that is done with it, whenever the program is killed in between.
local function keeps(value)
  local came = sure(funcs.call("app:echo", value))
  if came ~= value then
    error("chance changed its mind: " .. tostring(value) .. " became " .. tostring(came))
  end
end

local steps = {}

steps[1] = function(roll)
  mix(sure(funcs.call("app:work", roll(1000), sum)))
end

steps[2] = function(roll)
  local kind = ({"NotFound", "Invalid", "Unavailable", "Internal"})[roll(4)]
  local value, err = funcs.call("app:refuse", kind)
  if value ~= nil or err:kind() ~= kind then
    error("wanted " .. kind .. ", got " .. tostring(err))
  end
  mix(#kind)
end

steps[3] = function(roll)
  mix(sure(retried():call("app:flaky", roll(1000))))
end

steps[4] = function(roll)
  local futures = {}
  for i = 1, 1 + roll(4) do
    futures[i] = funcs.async(roll(2) == 1 and "app:work" or "app:echo", roll(1000), i)
  end
  for _, future in ipairs(futures) do
    mix(future:response():receive():data())
  end
end

steps[5] = function(roll)
  local future = funcs.async("app:slow")
  if roll(2) == 1 then time.sleep(roll(3) .. "ms") end
  sure(future:cancel())
  local value, err = future:result()
  if value ~= nil or err:kind() ~= "Canceled" then
    error("wanted Canceled, got " .. tostring(value) .. ", " .. tostring(err))
  end
end

steps[6] = function(roll)
  local before = time.now()
  time.sleep(roll(5) .. "ms")
  if time.now():sub(before):milliseconds() < 1 then
    error("no time has passed")
  end
end

steps[7] = function(roll)
  local ticker = time.ticker(roll(3) .. "ms")
  for _ = 1, roll(4) do
    ticker:channel():receive()
    mix(1)
  end
  ticker:stop()
end

steps[8] = function(roll)
  keeps(uuid.v4())
  keeps(sure(crypto.random.string(roll(20))))
  keeps(math.random(1000000))
  keeps(uuid.v7())
end

-- A child that is told numbers and tells numbers.
steps[9] = function(roll)
  local seed, count = roll(30000), roll(4)
  local child = sure(process.spawn_monitored("app:flow", host_of(roll), "talks", seed, process.pid(), count))
  for i = 1, count do
    sure(process.send(child, "number", i))
  end
  for i = 1, count do
    local came = message_of(child)
    if came ~= i * 2 then
      error("wanted " .. i * 2 .. " of the child, got " .. tostring(came))
    end
  end
  local result = end_of(child)
  mix(sure(result.value, result.error))
end

steps[10] = function(roll)
  mix(sure(process.exec("app:flow", host_of(roll), "works", roll(30000))))
end

steps[11] = function(roll)
  mix(sure(workflow.exec("app:flow", "works", roll(30000))))
end

-- A child that is asked to end.
steps[12] = function(roll)
  local child = sure(process.spawn_monitored("app:flow", host_of(roll), "waits"))
  if roll(2) == 1 then time.sleep(roll(3) .. "ms") end
  sure((roll(2) == 1 and process.cancel or process.terminate)(child))
  local result = end_of(child)
  mix(sure(result.value, result.error))
end

-- Children that end with this run, or outlive it.
steps[13] = function(roll)
  local policy = ({"terminate", "abandon", "request_cancel"})[roll(3)]
  sure(process.with_options({["workflow.parent_close_policy"] = policy}):spawn("app:flow", host_of(roll), policy == "abandon" and "works" or "waits",
    roll(30000)))
end

steps[14] = function(roll)
  local done, count = channel.new(4), roll(4)
  for i = 1, count do
    local a = roll(1000)
    coroutine.spawn(function()
      time.sleep(i % 3 .. "ms")
      done:send(sure(funcs.call("app:work", a, i)))
    end)
  end
  local total = 0
  for _ = 1, count do
    total = total + done:receive()
  end
  mix(total)
end

steps[15] = function(roll)
  local late = time.timer("24h")
  local future = funcs.async("app:echo", roll(1000))
  local answer = future:response()
  local chosen = channel.select({answer:case_receive(), late:channel():case_receive()})
  if chosen.channel ~= answer then
    error("a day has passed")
  end
  mix(chosen.value:data())
  late:stop()
end

steps[16] = function(roll)
  local newest = roll(3) + 1
  mix(sure(workflow.version("change " .. newest, 1, newest)))
  sure(workflow.attrs({search = {step = "sixteen"}, memo = {roll = roll(9)}}))
  if workflow.info().history_length < 1 then
    error("nothing has happened")
  end
end

steps[17] = function(roll)
  sure(process.send(process.pid(), "self", roll(1000)))
  mix(message_of(process.pid()))
end

local signals  -- that have come, from outside
steps[18] = function()
  local wanted = signals + 1
  while true do
    local came = message_of("signal")
    if came == wanted then
      break
    elseif came > wanted then
      error("wanted signal " .. wanted .. ", got " .. came)
    end  -- else its sender did not live to hear that it was taken
  end
  signals = wanted
  mix(wanted)
end

-- ---- lives ------------------------------------------------------------------------------------------------------------

local lives = {}

function lives.plan(seed, generation, so_far, heard, kept)
  sum, signals, unread = so_far or seed, heard or 0, kept or {}
  generation = generation or 1
  local plan = dice.plan(seed)
  for _, step in ipairs(plan.steps[generation]) do
    steps[step.what](dice.new(step.seed))
  end
  if generation < plan.generations then
    process.upgrade(nil, "plan", seed, generation + 1, sum, signals, unread)
  end
  return sum
end

function lives.works(seed)
  sum = seed
  local roll = dice.new(seed)
  for _ = 1, roll(3) do
    steps[roll(8)](roll)
  end
  return sum
end

function lives.talks(seed, parent, count)
  sum = seed
  local roll = dice.new(seed)
  for i = 1, count do
    local came = message_of(parent)
    if came ~= i then
      error("wanted " .. i .. " of the parent, got " .. tostring(came))
    end
    if roll(2) == 1 then
      steps[roll(8)](roll)
    end
    sure(process.send(parent, "number", i * 2))
  end
  return sum
end

function lives.waits()
  while events:receive().kind ~= "pid.cancel" do end
  sum = 0
  steps[1](dice.new(1))
  return sum
end

local function main(life, ...)
  inbox, events = process.inbox(), process.events()
  unread, ends = {}, {}
  return lives[life](...)
end

return {main = main}
