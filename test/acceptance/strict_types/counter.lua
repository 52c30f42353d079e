-- Methods by a metatable, an option bag, an implicit nil: what strict mode must not complain of.
type Counter = {count: number, add: (self: Counter, by: number) -> Counter}
type Options = {start?: number, step?: number}

local methods = {}
methods.__index = methods

function methods:add(by: number): Counter
  self.count = self.count + by
  return self
end

local function new(options: any?): Counter
  options = options or {}
  return setmetatable({count = options.start or 0}, methods)
end

local function find(list: {Counter}, count: number): Counter?
  for _, each in ipairs(list) do
    if each.count == count then
      return each
    end
  end
end

return {new = new, find = find, Options = Options, Counter = Counter}
