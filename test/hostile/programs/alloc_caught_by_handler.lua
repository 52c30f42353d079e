-- ends: memory
-- The handler of the refusal takes more.
local function main()
  local t = {}
  local function grow()
    while true do
      t[#t + 1] = {}
    end
  end
  while true do
    xpcall(grow, grow)
  end
end

return {main = main}
