-- ends: memory
-- ends: error
-- ends: ok
-- The process hands more and more to itself.
local function main(_, text)
  text = (text or "x") .. (text or "x")
  process.upgrade("", nil, text)
end

return {main = main}
