-- Which ends of a service are followed by a restart, and when: registry.md 7.3 and 7.4.
local check = require("check")
local time = require("time")

local function counts()
  process.send("keeper", "counts")
  return check.receive(process.listen("counts")) or {}
end

local function main()
  local want = {returns_value = 1, returns_false = 1, raises = 4, raises_once = 1, returns_text = 3, retryable = 3,
    not_retryable = 1, terminated = 3, grows = 4, at_once = 50}
  local seen
  check.eventually("all come to rest", function()
    seen = counts()
    for name, n in pairs(want) do
      if #(seen[name] or {}) < n then
        return false
      end
    end
    return #(seen.stable or {}) >= 5
  end)
  time.sleep("300ms")
  seen = counts()
  local names = {}
  for name in pairs(want) do
    names[#names + 1] = name
  end
  table.sort(names)
  for _, name in ipairs(names) do
    check.eq("starts of " .. name, #(seen[name] or {}), want[name])
  end
  check.ok("a stable run resets the count of failures", #(seen.stable or {}) >= 5, #(seen.stable or {}))
  check.eq("a service whose need is unknown does not start", seen.blocked, nil)
  check.eq("nor who needs it", seen.dependent_of_blocked, nil)
  local at = seen.grows or {0, 0, 0, 0}
  check.ok("the first wait is initial_delay, a tenth less or more", at[2] - at[1] >= 179, at[2] - at[1])
  check.ok("the second is twice as long", at[3] - at[2] >= 359, at[3] - at[2])
  check.ok("the third is cut by max_delay", at[4] - at[3] >= 359, at[4] - at[3])
  check.ok("waits do not shrink to nothing and do not explode", at[4] - at[1] < 20000, at[4] - at[1])
  return check.done()
end

return {main = main}
