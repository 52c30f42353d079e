-- ends: terminated
-- inside: c
-- A slow search in a protected call in a loop.
local function main()
  local text = ("a"):rep(3000)
  while true do
    pcall(string.find, text, ".-.-.-b")
  end
end

return {main = main}
