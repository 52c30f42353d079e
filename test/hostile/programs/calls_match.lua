-- ends: terminated
-- string.match with captures.
local function main()
  local s = "key=12"
  while true do
    s:match("(%a+)=(%d+)")
  end
end

return {main = main}
