-- What the acceptance bundles assert with: each check prints one line, `ok NAME` or `FAILED NAME: why`.
-- Only for the process on the terminal; others report to it by messages.
local io = require("io")
local time = require("time")
local channel = require("channel")

local check = {}
local failures = 0

local function shown(v)
  if type(v) == "string" then
    return string.format("%q", v)
  end
  return tostring(v)
end

function check.ok(name, condition, why)
  if condition then
    io.print("ok " .. name)
  else
    failures = failures + 1
    io.print("FAILED " .. name .. ": " .. (why and tostring(why) or "not so"))
  end
end

function check.eq(name, got, want)
  check.ok(name, got == want or (got ~= got and want ~= want), "expected " .. shown(want) .. ", got " .. shown(got))
end

-- Items joined by a blank, for lists whose order matters.
function check.list(name, got, want)
  local texts = {}
  for i = 1, #got do
    texts[i] = tostring(got[i])
  end
  check.eq(name, table.concat(texts, " "), want)
end

-- A structured error of this kind whose message contains the text.
function check.err(name, err, kind, text)
  if type(err) ~= "userdata" then
    return check.ok(name, false, "expected an error, got " .. shown(err))
  end
  local found = text == nil or string.find(err:message(), text, 1, true) ~= nil
  check.ok(name, err:kind() == kind and found,
    "expected " .. kind .. " " .. shown(text) .. ", got " .. err:kind() .. " " .. shown(err:message()))
end

-- `f` raises an error whose text contains `text`.
function check.raises(name, f, text)
  local fine, err = pcall(f)
  if fine then
    return check.ok(name, false, "nothing was raised")
  end
  check.ok(name, text == nil or string.find(tostring(err), text, 1, true) ~= nil,
    "expected " .. shown(text) .. " in " .. shown(tostring(err)))
end

-- Receives from a channel, at most so long: value, ok; or nil, "timeout".
function check.receive(ch, limit)
  local got = channel.select({ch:case_receive(), time.after(limit or "30s"):case_receive()})
  if got.channel == ch then
    return got.value, got.ok
  end
  return nil, "timeout"
end

-- Whether nothing arrives within the time.
function check.silent(ch, wait)
  local _, ok = check.receive(ch, wait or "100ms")
  return ok == "timeout"
end

-- Calls `f` until it answers true, at most 30 s long.
function check.eventually(name, f)
  for _ = 1, 3000 do
    if f() then
      return check.ok(name, true)
    end
    time.sleep("10ms")
  end
  check.ok(name, false, "not within 30s")
end

-- The value that main returns: exit code 0 if all was well.
function check.done()
  io.print(failures == 0 and "all ok" or failures .. " failed")
  return failures == 0
end

return check
