-- ends: ok
-- ends: memory
-- The same by resume, which catches the refusal at every level.
local function main()
  local function nested(depth)
    if depth == 100000 then
      return depth
    end
    local _, result = coroutine.resume(coroutine.create(nested), depth + 1)
    return result
  end
  return tostring(nested(1))
end

return {main = main}
