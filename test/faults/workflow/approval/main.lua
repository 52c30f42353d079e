-- The answers come with the start, so that no life asks twice; Ann's is followed by another one, which is too late.
local lives = require("lives")

local function ask(who, amount, patience, ...)
  local messages = {}
  for i, each in ipairs({...}) do
    messages[i] = {"decision", each}
  end
  lives.start(who, "approval:request", "approval:workflows", {messages = messages}, {who = who, amount = amount, patience = patience})
end

return {main = function()
  ask("Ann", 120, nil, {approved = true, by = "the boss"}, {approved = false, by = "his boss"})
  ask("Bob", 9000, nil, {approved = false, by = "the boss", why = "not this year"})
  ask("Carol", 30, "150ms")
  local dora = lives.start("Dora", "approval:request", "approval:workflows", {}, {who = "Dora", amount = 5})
  process.send(dora, "decision", {approved = true, by = "the boss"})  -- each life says so
  lives.wait()
  lives.tell()
end}
