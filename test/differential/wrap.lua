-- One program as both sides load it: the very same chunk, on the same lines. What it prints comes back as one text; a number is
-- printed with fourteen digits, since how `tostring` prints one is where the dialect differs on purpose.
local first = "local function program(print, show) "
local last = [[

end
local function show(v)
  if type(v) == "number" then return string.format("%.14g", v) end
  return tostring(v)
end
return {main = function()
  local lines = {}
  local function print(...)
    local texts = {}
    for i = 1, select("#", ...) do texts[i] = show((select(i, ...))) end
    lines[#lines + 1] = table.concat(texts, "\t")
  end
  local fine, why = pcall(program, print, show)
  if not fine then lines[#lines + 1] = "raised: " .. tostring(why) end
  return table.concat(lines, "\n")
end}
]]

return function(source)
  return first .. source .. last
end
