-- ends: terminated
-- inside: c
-- Forty choices.
local function main()
  local text = ("a"):rep(40)
  while true do
    text:find(("a?"):rep(40) .. ("a"):rep(40) .. "b")
  end
end

return {main = main}
