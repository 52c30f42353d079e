-- ends: terminated
-- inside: c
-- Repetitions that are captured.
local function main()
  local text = ("a"):rep(3000)
  while true do
    text:find("(.-)(.-)(.-)(.-)b")
  end
end

return {main = main}
