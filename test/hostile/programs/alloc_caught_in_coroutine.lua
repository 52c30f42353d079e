-- ends: memory
-- Within a coroutine the refusal is caught by its resumer.
local function main()
  local t = {}
  local _, err = coroutine.resume(coroutine.create(function()
    while true do
      t[#t + 1] = {}
    end
  end))
  t = nil
  return tostring(err)
end

return {main = main}
