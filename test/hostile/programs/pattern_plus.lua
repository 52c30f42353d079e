-- ends: terminated
-- inside: c
-- Repetitions of sets.
local function main()
  local text = ("ab"):rep(2000)
  while true do
    text:find("[ab]+[^b]*[ab]+.*[ab]+c")
  end
end

return {main = main}
