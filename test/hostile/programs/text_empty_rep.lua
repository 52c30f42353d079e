-- ends: terminated
-- inside: c
-- Nothing, a thousand million times.
local function main()
  while true do
    (""):rep(1000000000)
  end
end

return {main = main}
