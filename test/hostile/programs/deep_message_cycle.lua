-- ends: ok
-- A message that contains itself, and one that contains one table ten thousand times.
local function main()
  local t = {}
  t.own, t[t] = t, t
  process.send(process.pid(), "cycle", t)
  local got = process.inbox():receive():payload():data()
  assert(got.own == got and got[got] == got)
  local shared, list = {1}, {}
  for i = 1, 10000 do
    list[i] = shared
  end
  process.send(process.pid(), "shared", list)
  got = process.inbox():receive():payload():data()
  assert(got[1] == got[10000])
end

return {main = main}
