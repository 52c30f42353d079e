-- ends: ok
-- A coroutine that resumes the one that resumed it.
local function main()
  local outer
  outer = coroutine.create(function()
    return coroutine.resume(coroutine.create(function()
      return coroutine.resume(outer)
    end))
  end)
  local _, _, fine = coroutine.resume(outer)
  assert(fine == false)
end

return {main = main}
