-- ends: terminated
-- inside: c
-- A traversal whose every step is slow.
local function main()
  while true do
    for _ in ("a"):rep(3000):gmatch(".-.-.-b") do
    end
  end
end

return {main = main}
