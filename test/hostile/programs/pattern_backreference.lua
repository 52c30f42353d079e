-- ends: terminated
-- inside: c
-- Repetitions of what was captured.
local function main()
  local text = ("a"):rep(3000)
  while true do
    text:find("(.-)%1%1b")
  end
end

return {main = main}
