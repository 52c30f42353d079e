-- ends: terminated
-- Words of a text, for ever.
local function main()
  while true do
    for word in ("the quick brown fox"):gmatch("%a+") do
      local _ = word
    end
  end
end

return {main = main}
