-- ends: ok
-- ends: error
-- Context values that are deep, or contain themselves.
local function nested(depth)
  local t = {}
  for _ = 1, depth do
    t = {t}
  end
  return t
end

local function main()
  local t = {}
  t.own = t
  pcall(process.with_context, t)
  pcall(process.with_context, {value = t})
  pcall(process.with_context, {value = nested(100000)})
  pcall(function()
    return process.with_context({value = t}):exec("app:returns", "app:hostile")
  end)
  pcall(function()
    return process.with_context({value = nested(100000)}):exec("app:returns", "app:hostile")
  end)
end

return {main = main}
