-- Random programs. A program is drawn as a tree first and then printed twice, plain and with annotations, so that both mean the same.
--
-- Every loop is bounded, divisors are never zero and what is printed passes through `show`, so a program always ends and prints
-- nothing on which the dialect differs. Values are numbers (n), strings (s), booleans (b) and lists of numbers (l).
local words = {"oak", "elm", "ash", "fir", "yew", "bay", "", "box%", "a.b", "x\\n"}
local annotations = {n = "number", s = "string", b = "boolean", l = "{number}"}

-- Numbers of our own, the same everywhere.
local function source_of(seed)
  local state = seed % 2147483647
  if state == 0 then state = 1 end
  return function(n)
    state = state * 16807 % 2147483647
    return state % n + 1
  end
end

local draw = {}
draw.__index = draw

local function pick(self, list)
  return list[self.random(#list)]
end

function draw:variable(kind)
  local found = {}
  for _, each in ipairs(self.scope) do
    if each.kind == kind then found[#found + 1] = each end
  end
  return #found > 0 and pick(self, found) or nil
end

function draw:expression(kind, depth)
  local known = self:variable(kind)
  if known and self.random(3) == 1 then
    return {known.name}
  end
  if depth <= 0 then
    return self:leaf(kind)
  end
  local e = function(k) return self:expression(k, depth - 1) end
  local r = self.random(8)
  if kind == "n" then
    if r <= 3 then return {"(", e "n", pick(self, {" + ", " - ", " * "}), e "n", ")"} end
    if r == 4 then return {"(", e "n", " % ", tostring(self.random(9)), ")"} end
    if r == 5 then return {"#", {"(", e(pick(self, {"s", "l"})), ")"}} end
    if r == 6 then return {"(", e "l", ")[", tostring(self.random(4)), "] or ", e "n", wrap = true} end
    if r == 7 then return {"(", e "b", " and ", e "n", " or ", e "n", ")"} end
    return {"math.", pick(self, {"floor", "abs", "ceil"}), "(", e "n", " / ", tostring(self.random(7)), ")"}
  elseif kind == "s" then
    if r <= 3 then return {"(", e "s", " .. ", e "s", ")"} end
    if r == 4 then return {"show(", e "n", ")"} end
    if r == 5 then return {"(", e "s", "):", pick(self, {"upper", "reverse", "lower"}), "()"} end
    if r == 6 then return {"string.sub(", e "s", ", ", tostring(self.random(3)), ", ", tostring(self.random(5)), ")"} end
    if r == 7 then return {"string.format(\"%s:%d\", ", e "s", ", ", tostring(self.random(99)), ")"} end
    return {"(string.gsub(", e "s", ", \"%a\", \"<%0>\", ", tostring(self.random(3)), "))"}
  elseif kind == "b" then
    if r <= 3 then return {"(", e "n", pick(self, {" < ", " <= ", " == ", " ~= ", " > "}), e "n", ")"} end
    if r == 4 then return {"(not ", e "b", ")"} end
    if r == 5 then return {"(", e "s", pick(self, {" == ", " < "}), e "s", ")"} end
    return {"(", e "b", pick(self, {" and ", " or "}), e "b", ")"}
  end
  local list = {"{"}
  for i = 1, self.random(4) do
    if i > 1 then list[#list + 1] = ", " end
    list[#list + 1] = e "n"
  end
  list[#list + 1] = "}"
  return list
end

function draw:leaf(kind)
  if kind == "n" then return {pick(self, {"0", "1", "2", "7", "0.5", "1e3", "0x1f", "100"})} end
  if kind == "s" then return {string.format("%q", pick(self, words))} end
  if kind == "b" then return {pick(self, {"true", "false"})} end
  return {"{", tostring(self.random(9)), ", ", tostring(self.random(9)), "}"}
end

function draw:fresh(kind)
  self.names = self.names + 1
  return {name = "v" .. self.names, kind = kind}
end

function draw:block(depth, length)
  local outer = #self.scope
  local made = {}
  for _ = 1, length do
    made[#made + 1] = self:statement(depth)
  end
  while #self.scope > outer do
    self.scope[#self.scope] = nil
  end
  return made
end

-- A text that is doubled in a loop must not fill the memory.
local function bounded(kind, value)
  return kind == "s" and {"string.sub(", value, ", 1, 60)"} or value
end

local kinds = {"n", "n", "s", "b", "l"}

function draw:statement(depth)
  local r = self.random(12)
  local kind = pick(self, kinds)
  if r <= 3 then
    local value = self:expression(kind, 3)
    local made = self:fresh(kind)
    self.scope[#self.scope + 1] = made
    return {"local ", made.name, {typed = ": " .. annotations[kind]}, " = ", {cast = kind, bounded(kind, value)}, "\n"}
  elseif r <= 5 then
    local known = self:variable(kind)
    if known and not known.fixed then
      return {known.name, " = ", {cast = kind, bounded(kind, self:expression(kind, 3))}, "\n"}
    end
  elseif r == 6 and depth > 0 then
    return {"if ", self:expression("b", 2), " then\n", self:block(depth - 1, 2), "else\n", self:block(depth - 1, 2), "end\n"}
  elseif r == 7 and depth > 0 then
    local counter = self:fresh("n")
    counter.fixed = true
    self.scope[#self.scope + 1] = counter
    local made = {"for ", counter.name, " = ", tostring(self.random(3)), ", ", tostring(self.random(6)), " do\n", self:block(depth - 1, 2), "end\n"}
    table.remove(self.scope)
    return made
  elseif r == 8 and depth > 0 then
    return self:defined_function(depth)
  elseif r == 9 and depth > 0 then
    local list = self:expression("l", 1)
    local key, value = self:fresh("n"), self:fresh("n")
    key.fixed, value.fixed = true, true
    table.insert(self.scope, key)
    table.insert(self.scope, value)
    local made = {"for ", key.name, ", ", value.name, " in ipairs(", list, ") do\n", self:block(depth - 1, 2), "end\n"}
    table.remove(self.scope)
    table.remove(self.scope)
    return made
  elseif r == 10 then
    return {"print(pcall(function()", {typed = ": any"}, " return ", self:expression(kind == "l" and "n" or kind, 2), " end))\n"}
  end
  local shown = pick(self, {"n", "s", "b"})
  return {"print(", {cast = shown, self:expression(shown, 3)}, ")\n"}
end

-- A function of two parameters that sees all that is in scope, and a call of it.
function draw:defined_function(depth)
  local answers = pick(self, {"n", "s"})
  local first, second = self:fresh("n"), self:fresh("s")
  local name = self:fresh("f").name
  local outer = #self.scope
  table.insert(self.scope, first)
  table.insert(self.scope, second)
  local body = self:block(depth - 1, 2)
  local result = self:expression(answers, 2)
  while #self.scope > outer do
    table.remove(self.scope)
  end
  return {"local function ", name, {typed = self.random(3) == 1 and "<T>" or ""}, "(", first.name, {typed = ": number"}, ", ", second.name,
          {typed = ": string?"}, ")", {typed = ": " .. annotations[answers]}, "\n", body, "return ", {cast = answers, result}, "\nend\n",
          "print(", name, "(", self:expression("n", 1), ", ", self:expression("s", 1), "))\n"}
end

-- ---- printing -----------------------------------------------------------------------------------------------------------

local casts = {
  function(text, kind) return "((" .. text .. ") :: " .. annotations[kind] .. ")" end,
  function(text) return "((" .. text .. ") as any)" end,
  function(text) return "((" .. text .. ")!)" end,
  function(text) return text end,
}

local function print_tree(tree, random)
  if type(tree) == "string" then
    return tree
  end
  if tree.typed then
    return random and tree.typed or ""
  end
  local parts = {}
  for i, each in ipairs(tree) do
    parts[i] = print_tree(each, random)
  end
  local text = table.concat(parts)
  if tree.wrap then
    text = "(" .. text .. ")"
  end
  if tree.cast and random then
    return casts[random(#casts)](text, tree.cast)
  end
  return text
end

return function(seed)
  local self = setmetatable({random = source_of(seed), scope = {}, names = 0}, draw)
  for _ = 1, 20 do self.random(2) end  -- near seeds begin alike
  local tree = self:block(3, 12)
  local plain = print_tree(tree, nil)
  local typed = "type Pair = {first: number, second: string?} " .. print_tree(tree, source_of(seed + 1))
  return plain, typed
end
