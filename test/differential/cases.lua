-- The programs, hand-written and random: a list of {name, text, typed?}. `typed` is the same program with annotations, which only
-- troupe can run.
local generate = require("generate")

local function hand_written(folder)
  local found = {}
  local listing = assert(io.popen('ls "' .. folder .. '"/*.lua'))
  for path in listing:lines() do
    local group = path:match("([%w_]+)%.lua$")
    local name, lines
    local function close()
      if name then
        found[#found + 1] = {name = group .. "." .. name, text = table.concat(lines, "\n")}
      end
    end
    for line in io.lines(path) do
      local next_name = line:match("^%-%-@ ([%w_]+)$")
      if next_name then
        close()
        name, lines = next_name, {}
      elseif name then
        lines[#lines + 1] = line
      end
    end
    close()
  end
  listing:close()
  return found
end

return function(folder, seed, count)
  local all = hand_written(folder)
  local seen = {}
  for _, each in ipairs(all) do
    assert(not seen[each.name], "two programs are called " .. each.name)
    seen[each.name] = true
  end
  for i = 1, count do
    local text, typed = generate(seed * 100000 + i)
    all[#all + 1] = {name = string.format("random.%d_%d", seed, i), text = text, typed = typed}
  end
  return all
end
