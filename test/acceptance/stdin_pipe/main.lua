local io = require("io")
local time = require("time")

-- Every line, then the end of the input.
local function lines()
  while true do
    local line, err = io.readline()
    if line == nil then
      io.print("end", err:message(), (select(2, io.readline())):message())
      return
    end
    io.print(string.format("%q", line))
  end
end

-- read and readline share one buffer.
local function mixed()
  io.print(string.format("%q", io.read(3)), string.format("%q", io.readline()), string.format("%q", io.read(1)),
    string.format("%q", io.readline()), string.format("%q", io.read()))
  local rest, err = io.read()
  io.print(rest, err and err:message())
end

-- How many bytes there are.
local function bytes()
  local n, zeros = 0, 0
  while true do
    local part = io.read(100000)
    if part == nil then
      break
    end
    n = n + #part
    zeros = zeros + select(2, part:gsub("%z", ""))
  end
  io.print(n, zeros)
end

-- A waiting readline stops nobody else.
local function meanwhile()
  local ticks = 0
  coroutine.spawn(function()
    while true do
      time.sleep("10ms")
      ticks = ticks + 1
    end
  end)
  local line = io.readline()
  io.print(line, ticks >= 5)
end

local function without_terminal()
  local function said(...)
    local value, err = ...
    return tostring(value) .. " " .. (err and err:kind() .. " " .. err:message() .. " " .. tostring(err:retryable()) or "")
  end
  return table.concat({said(io.write("x")), said(io.print("x")), said(io.read()), said(io.readline()), said(io.flush()),
    tostring(#io.args())}, "\n")
end

-- Only the process on the terminal has one.
local function elsewhere()
  io.print(process.exec("app:without_terminal", "app:processes"))
  io.print(require("funcs").call("app:f"))
end

local function misc()
  io.print("print", nil, true, 1.5, 3, {} ~= nil)
  io.write("write", 1, true, nil, "\n")
  io.print(io.write(""), io.print(), io.eprint("to stderr"), io.flush())
  local ok, err = io.raw()
  io.print(ok, err and err:message())
  io.print(io.raw(false))
  io.print(pcall(function() io.write = nil end))
  io.print("\27[1mansi\27[0m")
  io.print(io.read(0), io.read(-1))
end

return {lines = lines, mixed = mixed, bytes = bytes, meanwhile = meanwhile, elsewhere = elsewhere,
  without_terminal = without_terminal, misc = misc}
