-- ends: terminated
-- inside: c
-- A replacement whose search is slow.
local function main()
  while true do
    ("a"):rep(3000):gsub(".-.-.-b", "")
  end
end

return {main = main}
