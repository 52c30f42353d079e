-- ends: memory
-- The refusal can be caught, and what was taken is free again.
local function main()
  local function grow()
    local t = {}
    while true do
      t[#t + 1] = {}
    end
  end
  local _, err = pcall(grow)
  return tostring(err)
end

return {main = main}
