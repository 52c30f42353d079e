-- ends: terminated
-- inside: c
-- Borders that are nowhere.
local function main()
  local text = ("a"):rep(3000)
  while true do
    text:find(".-.-.-%f[b]")
  end
end

return {main = main}
