-- Random numbers that follow from a seed, the same in every process and at every replay.
local dice = {}

-- `next(n)` is one of 1 to n.
function dice.new(seed)
  local state = (seed * 2654435761) % 2147483648
  return function(n)
    for _ = 1, 2 do state = (state * 1103515245 + 12345) % 2147483648 end
    return math.floor(state / 65536) % n + 1
  end
end

-- What a top-level workflow is made of; its driver needs to know how many signals it waits for.
function dice.plan(seed)
  local roll = dice.new(seed)
  local plan = {generations = roll(3), signals = 0, steps = {}}
  for generation = 1, plan.generations do
    local steps = {}
    for i = 1, 2 + roll(5) do
      steps[i] = {what = roll(18), seed = roll(30000)}
      if steps[i].what == 18 then
        plan.signals = plan.signals + 1
      end
    end
    plan.steps[generation] = steps
  end
  return plan
end

return dice
