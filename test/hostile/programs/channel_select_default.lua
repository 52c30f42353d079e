-- ends: terminated
-- A select that does not wait, in a loop.
local function main()
  local ch = channel.new()
  while true do
    channel.select({ch:case_receive(), default = true})
  end
end

return {main = main}
