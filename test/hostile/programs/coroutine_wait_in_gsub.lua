-- ends: ok
-- ends: error
-- ends: terminated
-- A call that waits, within a callback of gsub.
local function main()
  return (("x"):gsub("x", function()
    process.inbox():receive()
  end))
end

return {main = main}
