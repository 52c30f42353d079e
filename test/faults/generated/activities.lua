local function work(a, b)
  return (a * 7 + b * 13) % 100003
end

local function echo(value)
  return value
end

local function refuse(kind)
  return nil, errors.new({message = "refused", kind = kind, retryable = false})
end

-- Works when it has been tried now and then.
local tries = 0
local function flaky(value)
  tries = tries + 1
  if tries % 3 ~= 0 then
    error("now and then")
  end
  return value
end

return {work = work, echo = echo, refuse = refuse, flaky = flaky}
