-- ends: terminated
-- inside: c
-- Three short repetitions before what is not there.
local function main()
  local text = ("a"):rep(3000)
  while true do
    text:find(".-.-.-b")
  end
end

return {main = main}
