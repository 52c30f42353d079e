-- ends: terminated
-- Messages to the sentinel, as many as it takes.
local function main(sentinel)
  while true do
    process.send(sentinel, "flood", 1)
  end
end

return {main = main}
