-- ends: terminated
-- inside: c
-- An anchored search backtracks as well.
local function main()
  local text = ("a"):rep(3000)
  while true do
    text:find("^.-.-.-.-b")
  end
end

return {main = main}
