-- ends: ok
-- ends: error
-- ends: memory
-- ends: terminated
-- A context value that grows exponentially when it is written out.
local function main()
  local t = {"leaf"}
  for _ = 1, 60 do
    t = {t, t}
  end
  return process.with_context({value = t}):exec("app:returns", "app:hostile")
end

return {main = main}
