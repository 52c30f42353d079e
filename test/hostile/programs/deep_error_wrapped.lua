-- ends: ok
-- ends: error
-- ends: memory
-- ends: terminated
-- An error in a hundred thousand errors, across a border.
local function main()
  local err = errors.new("inside")
  for _ = 1, 100000 do
    err = errors.wrap(err, "x")
  end
  return nil, err
end

return {main = main}
