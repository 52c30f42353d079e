-- ends: ok
-- ends: error
-- ends: memory
-- ends: terminated
-- An error in an error in an error.
local function main()
  local err = errors.new("inside")
  for i = 1, 1000000 do
    err = errors.wrap(err, "wrapped " .. i)
  end
  return #tostring(err)
end

return {main = main}
