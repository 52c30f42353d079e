-- ends: terminated
-- ends: memory
-- Arguments of ten million bytes.
local function main()
  local text = ("x"):rep(10000000)
  while true do
    process.spawn("app:returns", "app:hostile", text)
  end
end

return {main = main}
