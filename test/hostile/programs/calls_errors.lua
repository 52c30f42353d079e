-- ends: terminated
-- Error objects.
local function main()
  while true do
    errors.wrap(errors.new("x"), "y")
  end
end

return {main = main}
