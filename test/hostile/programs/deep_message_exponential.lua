-- ends: ok
-- A small table that is referred to from everywhere: shared when copied, or refused, but never written out.
local function main()
  local t = {"leaf"}
  for _ = 1, 60 do
    t = {t, t}
  end
  assert(process.send(process.pid(), "shared", t))
  local got = process.inbox():receive():payload():data()
  assert(got[1] == got[2])
end

return {main = main}
