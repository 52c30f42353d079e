-- Waits for somebody's decision, at most a day. Waiting costs nothing: the workflow need not even be in memory, and both the messages
-- for it and its timer survive a restart.

local funcs = require("funcs")
local time = require("time")

local function main(request)
    local decisions = process.listen("decision")
    local first = channel.select({
        decisions:case_receive(),
        time.after(request.patience or "24h"):case_receive(),
    })
    if first.channel ~= decisions then
        return { state = "expired" }
    end

    local decision = first.value
    if not decision.approved then
        return { state = "refused", by = decision.by, why = decision.why }
    end
    local receipt, err = funcs.call("approval:pay", request.who, request.amount)
    if err then
        return nil, err -- the workflow fails with this error
    end
    return { state = "approved", by = decision.by, receipt = receipt }
end

return { main = main }
