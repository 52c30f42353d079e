-- ends: terminated
-- inside: c
-- Parentheses that are never closed.
local function main()
  local text = ("("):rep(200000)
  while true do
    text:find("%b()")
  end
end

return {main = main}
