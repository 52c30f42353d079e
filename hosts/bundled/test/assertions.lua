-- The assertions of the test library. Each raises `<message or "assertion failed">: expected ..., got ...` at its caller's line.
local assertions = {}

local function shown(value)
  return type(value) == "string" and string.format("%q", value) or tostring(value)
end

local function fail(message, what)
  error((message or "assertion failed") .. (what and ": " .. what or ""), 3)
end

local function expected(message, want, got)
  error((message or "assertion failed") .. ": expected " .. want .. ", got " .. shown(got), 3)
end

function assertions.eq(got, want, message)
  if got ~= want then expected(message, shown(want), got) end
end

function assertions.neq(got, unwanted, message)
  if got == unwanted then expected(message, "anything but " .. shown(unwanted), got) end
end

function assertions.ok(value, message)
  if not value then expected(message, "a true value", value) end
  return value
end

function assertions.fail(message)
  fail(message)
end

function assertions.is_nil(value, message)
  if value ~= nil then expected(message, "nil", value) end
end

function assertions.not_nil(value, message)
  if value == nil then expected(message, "a value", value) end
  return value
end

function assertions.is_true(value, message)
  if value ~= true then expected(message, "true", value) end
end

function assertions.is_false(value, message)
  if value ~= false then expected(message, "false", value) end
end

for _, kind in ipairs({"string", "number", "table", "function", "boolean"}) do
  assertions["is_" .. kind] = function(value, message)
    if type(value) ~= kind then expected(message, "a " .. kind, value) end
    return value
  end
end

function assertions.contains(text, part, message)
  if type(text) ~= "string" or not string.find(text, part, 1, true) then
    expected(message, "a text with " .. shown(part), text)
  end
end

function assertions.matches(text, pattern, message)
  if type(text) ~= "string" or not string.find(text, pattern) then
    expected(message, "a text like " .. shown(pattern), text)
  end
end

function assertions.has_key(value, key, message)
  if type(value) ~= "table" or value[key] == nil then
    expected(message, "a table with the key " .. shown(key), value)
  end
end

function assertions.len(value, want, message)
  local kind = type(value)
  if kind ~= "table" and kind ~= "string" then expected(message, "a length of " .. shown(want), value) end
  if #value ~= want then expected(message, "a length of " .. shown(want), #value) end
end

function assertions.gt(a, b, message)
  if not (a > b) then expected(message, "more than " .. shown(b), a) end
end

function assertions.gte(a, b, message)
  if not (a >= b) then expected(message, "at least " .. shown(b), a) end
end

function assertions.lt(a, b, message)
  if not (a < b) then expected(message, "less than " .. shown(b), a) end
end

function assertions.lte(a, b, message)
  if not (a <= b) then expected(message, "at most " .. shown(b), a) end
end

function assertions.throws(f, message)
  local fine, why = pcall(f)
  if fine then expected(message, "an error", nil) end
  return why
end

function assertions.has_error(value, err, message)
  if value ~= nil then expected(message, "nil and an error", value) end
  if err == nil then expected(message, "an error", err) end
  return err
end

function assertions.no_error(value, err, message)
  if err ~= nil then expected(message, "no error", tostring(err)) end
  return value
end

return assertions
