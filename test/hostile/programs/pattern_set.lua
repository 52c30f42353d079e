-- ends: terminated
-- inside: c
-- A set of a million letters, asked for each letter.
local function main()
  local text, set = ("a"):rep(100000), "[" .. ("b"):rep(1000000) .. "]"
  while true do
    text:find(set)
  end
end

return {main = main}
