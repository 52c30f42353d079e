-- ends: ok
-- A coroutine that resumes itself.
local function main()
  local own
  own = coroutine.create(function()
    return coroutine.resume(own)
  end)
  local _, fine, err = coroutine.resume(own)
  assert(fine == false and tostring(err):find("resume"), err)
end

return {main = main}
