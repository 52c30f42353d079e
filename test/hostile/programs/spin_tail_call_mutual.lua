-- ends: terminated
-- Two functions that end in each other.
local pong

local function ping(n)
  return pong(n)
end

pong = function(n)
  return ping(n)
end

local function main()
  return ping(1)
end

return {main = main}
