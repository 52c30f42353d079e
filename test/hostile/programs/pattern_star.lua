-- ends: terminated
-- inside: c
-- Four long repetitions before what is not there.
local function main()
  local text = ("a"):rep(3000)
  while true do
    text:find("a*a*a*a*b")
  end
end

return {main = main}
