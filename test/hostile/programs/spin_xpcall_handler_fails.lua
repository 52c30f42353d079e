-- ends: terminated
-- A handler that fails itself, again and again.
local function main()
  while true do
    xpcall(error, function()
      error("in the handler as well")
    end)
  end
end

return {main = main}
