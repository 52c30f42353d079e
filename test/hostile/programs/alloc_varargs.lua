-- ends: error overflow
-- ends: error too many
-- ends: memory
-- Each call has one argument more than the one before.
local function main()
  local function more(...)
    return more(1, ...)
  end
  return more()
end

return {main = main}
