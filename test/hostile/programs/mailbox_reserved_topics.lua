-- ends: ok
-- Topics that belong to the host, and those that almost do.
local function main(sentinel)
  for _, topic in ipairs({"@", "@events", "@pid.events", "@pid.exit", "@future", "@timer", "@@"}) do
    assert(not process.send(sentinel, topic, {kind = "pid.exit"}), topic)
    assert(not process.listen(topic), topic)
  end
  process.send(sentinel, "pid.exit", {kind = "pid.exit", from = sentinel})
  process.send(sentinel, "pid.cancel", {kind = "pid.cancel"})
  pcall(process.listen, "")
end

return {main = main}
