-- ends: memory
-- Error objects with details, all kept.
local function main()
  local t = {}
  while true do
    t[#t + 1] = errors.new({message = "error " .. #t, details = {n = #t, list = {1, 2, 3}}})
  end
end

return {main = main}
