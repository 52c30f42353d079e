-- ends: ok
-- ends: error
-- A message of a hundred thousand tables in each other, to the sentinel and to itself.
local function nested(depth)
  local t = {}
  for _ = 1, depth do
    t = {t}
  end
  return t
end

local function main(sentinel)
  local t = nested(100000)
  pcall(process.send, sentinel, "deep", t)
  pcall(process.send, process.pid(), "deep", t)
  local got = channel.select({process.inbox():case_receive(), default = true})
  if not got.default then
    pcall(function() return got.value:payload():data() end)
  end
end

return {main = main}
