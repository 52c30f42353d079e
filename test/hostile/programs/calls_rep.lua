-- ends: terminated
-- Many short calls: string.rep.
local function main()
  while true do
    ("x"):rep(20)
  end
end

return {main = main}
