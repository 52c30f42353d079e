-- Checks within a workflow: it cannot print, so they are noted here and the workflow returns `checks.lines`; the process on the
-- terminal prints them with check.lua's help. Every run has a list of its own.
local checks = {lines = {}}

local function shown(v)
  if type(v) == "string" then
    return string.format("%q", v)
  end
  return tostring(v)
end

function checks.ok(name, condition, why)
  checks.lines[#checks.lines + 1] = {name = name, ok = not not condition, why = why ~= nil and tostring(why) or nil}
end

function checks.eq(name, got, want)
  checks.ok(name, got == want, "expected " .. shown(want) .. ", got " .. shown(got))
end

-- A structured error of this kind whose message contains the text.
function checks.err(name, err, kind, text)
  if type(err) ~= "userdata" then
    return checks.ok(name, false, "expected an error, got " .. shown(err))
  end
  local found = text == nil or string.find(err:message(), text, 1, true) ~= nil
  checks.ok(name, err:kind() == kind and found,
    "expected " .. kind .. " " .. shown(text) .. ", got " .. err:kind() .. " " .. shown(err:message()))
end

-- Prints what a workflow noted: `check` is check.lua, `lines, err` what process.exec answered.
function checks.print(check, name, lines, err)
  if type(lines) ~= "table" or #lines == 0 then
    return check.ok(name, false, err or "it noted nothing")
  end
  for _, line in ipairs(lines) do
    check.ok(name .. ": " .. line.name, line.ok, line.why)
  end
end

return checks
