-- ends: terminated
-- Errors that are tables, thrown from ten levels down.
local function throw(depth)
  if depth == 0 then
    error({code = 7})
  end
  throw(depth - 1)
end

local function main()
  while true do
    pcall(throw, 10)
  end
end

return {main = main}
