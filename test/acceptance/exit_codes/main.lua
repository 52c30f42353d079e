local io = require("io")
local system = require("system")
local time = require("time")

local function failure()
  return errors.new({message = "sold out", kind = errors.CONFLICT, retryable = true})
end

local ways = {
  zero = function() return 0 end,
  three = function() return 3 end,
  fraction = function() return 3.9 end,
  minus_one = function() return -1 end,
  three_hundred = function() return 300 end,
  nan = function() return 0 / 0 end,
  inf = function() return 1 / 0 end,
  yes = function() return true end,
  no = function() return false end,
  text = function() return "some text" end,
  lines = function() return "two\nlines" end,
  empty_text = function() return "" end,
  digits = function() return "5" end,
  none = function() end,
  nil_value = function() return nil end,
  table = function() return {1, 2} end,
  first_only = function() return 4, 5 end,
  number_second = function() return true, 9 end,
  error_text = function() return nil, "went wrong" end,
  true_and_text = function() return true, "went wrong all the same" end,
  error_object = function() return nil, failure() end,
  raised = function() error("raised") end,
  raised_plain = function() error("raised plain", 0) end,
  raised_object = function() error(failure()) end,
  doubled = function() error("loader: loader: no such file", 0) end,
  in_coroutine = function()
    coroutine.spawn(function()
      time.sleep("5ms")
      error("in a coroutine", 0)
    end)
    channel.new():receive()
  end,
  printed = function()
    io.write("no newline")
    io.eprint("to", "stderr")
    return 2
  end,
  asked = function() system.exit(4) end,
  asked_twice = function()
    system.exit(4)
    system.exit(6)
    return 3
  end,
  asked_for_none = function()
    system.exit()
    return 3
  end,
  asked_and_sleeps = function()
    system.exit(4)
    time.sleep("20ms")
    return true
  end,
  asked_and_waits = function()
    system.exit(4)
    process.events():receive()
  end,
  asked_and_fails = function()
    system.exit(4)
    error("after all", 0)
  end,
  arguments = function(...)
    return table.concat({...}, "|") .. " " .. table.concat(io.args(), "|")
  end,
}

local function main(way, ...)
  return ways[way](way, ...)
end

return {main = main}
