local function echo(value)
  return value
end

-- Fails so many times in a life of the program, then does it.
local attempts = {}
local function flaky(name, failures)
  attempts[name] = (attempts[name] or 0) + 1
  if attempts[name] <= failures then
    error("attempt " .. attempts[name])
  end
  return "done"
end

local function refuses()
  return nil, errors.new({message = "no seat", kind = errors.INVALID, retryable = false, details = {row = 3}})
end

local function slow(duration, value)
  require("time").sleep(duration)
  return value
end

local function tenant()
  return (require("ctx").get("tenant"))
end

return {echo = echo, flaky = flaky, refuses = refuses, slow = slow, tenant = tenant}
