local io = require("io")
local json = require("json")
local counter = require("counter")

-- A handle that passes through functions without annotations keeps its methods.
local function open()
  return counter.new({start = 2})
end

local function handle()
  return open()
end

local function text_of(value: string | number | nil, fallback: string?): string
  if type(value) == "string" then
    return value
  end
  if value then
    return tostring(value)
  end
  return fallback or "nothing"
end

local function sum(first: number, ...: number): number
  local total: number = first
  for _, each in ipairs({...}) do
    total = total + each
  end
  return total
end

local function main(): boolean
  local made = handle()
  made:add(3):add(5)
  local found = counter.find({made}, 10)
  io.print(found and found.count, counter.find({}, 1))
  io.print(text_of(nil), text_of(1.5), text_of("a"), text_of(nil, "b"))
  io.print(sum(1), sum(1, 2, 3), sum(table.unpack({4, 5})))
  local decoded, err = json.decode('{"step": 2}')
  local options: counter.Options = decoded
  io.print(options.step, err, counter.Options:is(decoded) == decoded)
  local level: "low" | "high" = "low"
  local limits: {[string]: number} = {low = 1, high = 10}
  io.print(limits[level], (level as any):upper())
  return true
end

return {main = main}
