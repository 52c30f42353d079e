local function fails()
  return nil, errors.new({message = "sold out", kind = errors.CONFLICT, retryable = true, details = {left = 0}})
end

local function passes_on()
  return require("funcs").call("app:fails")
end

local function wraps()
  local _, err = require("funcs").call("app:fails")
  return nil, errors.wrap(err, "while buying")
end

return {fails = fails, passes_on = passes_on, wraps = wraps}
