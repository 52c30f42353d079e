-- ends: terminated
-- An iterator that never answers nil.
local function main()
  for _ in function() return 1 end do
  end
end

return {main = main}
