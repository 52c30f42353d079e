-- ends: ok
-- The program's own globals may be spoiled: only the program suffers.
local function main()
  local globals = _G
  for _, name in ipairs({"pcall", "xpcall", "error", "type", "tostring", "setmetatable", "getmetatable", "rawget", "rawset",
    "select",
    "next", "pairs", "string", "table", "process", "channel", "coroutine", "errors", "payload", "require", "_G", "integer",
      "number",
    "boolean"}) do
    globals[name] = nil
  end
  return 1
end

return {main = main}
