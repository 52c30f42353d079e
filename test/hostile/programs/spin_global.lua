-- ends: terminated
-- A loop over a global of its own.
local function main()
  counter = 0
  while counter >= 0 do
    counter = counter + 1
  end
end

return {main = main}
