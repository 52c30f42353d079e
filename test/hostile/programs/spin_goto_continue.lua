-- ends: terminated
-- Jumps forward and back.
local function main()
  local n = 0
  ::outer::
  for i = 1, 100 do
    if i % 2 == 0 then
      goto continue
    end
    n = n + i
    ::continue::
  end
  goto outer
end

return {main = main}
