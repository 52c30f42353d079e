-- What the programs spawn, most of them linked, so that nothing outlives its parent.

-- The parent's end reaches even a process that was spawned without a link.
local function linked(parent)
  if parent then
    process.link(parent)
  end
end

local function waits(parent)
  linked(parent)
  process.inbox():receive()
end

local function returns(...)
  return ...
end

local function fails()
  error("as it was told")
end

local function spins(parent)
  linked(parent)
  while true do
  end
end

-- Sends to whom it is told, for ever; refusals do not matter.
local function floods(parent)
  linked(parent)
  local target = process.inbox():receive():payload():data()
  while true do
    process.send(target, "flood", 1)
  end
end

return {waits = waits, returns = returns, fails = fails, spins = spins, floods = floods}
