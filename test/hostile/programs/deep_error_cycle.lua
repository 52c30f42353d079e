-- ends: ok
-- ends: error
-- An error whose details contain themselves.
local function main()
  local details = {}
  details.own = details
  local fine, err = pcall(errors.new, {message = "cycle", details = details})
  if fine then
    pcall(err.details, err)
    pcall(tostring, err)
    return nil, err
  end
end

return {main = main}
