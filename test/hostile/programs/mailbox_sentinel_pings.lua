-- ends: terminated
-- Messages that look like the sentinel's own.
local function main(sentinel)
  while true do
    process.send(sentinel, "ping", 1)
  end
end

return {main = main}
