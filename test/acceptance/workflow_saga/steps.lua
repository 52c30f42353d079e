local function step(name, how)
  if how == "returns an error field" then
    return {error = name .. " did not work out"}
  elseif how == "fails" then
    return nil, errors.new({message = name .. " failed", kind = errors.CONFLICT, retryable = false})
  end
  return {id = name}
end

-- Fails twice for each step.
local attempts = {}
local function undo(teller, name)
  attempts[name] = (attempts[name] or 0) + 1
  if attempts[name] % 3 ~= 0 then
    error("not now")
  end
  process.send(teller, "undone", name)
  return true
end

return {step = step, undo = undo}
