local funcs = require("funcs")
local time = require("time")
local workflow = require("workflow")

local function careful(customer)
    local quick = funcs.new():with_options({
        ["activity.start_to_close_timeout"] = "5s",
        ["activity.retry_policy"] = { initial_interval = "100ms", maximum_attempts = 3 },
    })
    local payment, err = quick:call("shop:charge", customer, 2000)
    if err and err:kind() == errors.INVALID then
        return { state = "refused", why = err:message(), tries = err:details()._retry_state }
    elseif err then
        return nil, err
    end
    return { state = "paid", id = payment.id }
end

local function approval(patience)
    local decisions = process.listen("decision")
    local first = channel.select({
        decisions:case_receive(),
        time.after(patience):case_receive(),
    })
    if first.channel ~= decisions then
        return "nobody answered"
    end
    return first.value.approved and "approved" or "refused"
end

local function batch(items)
    local events, left = process.events(), 0
    for _, item in ipairs(items) do
        local pid, err = process.spawn("shop:order", "shop:workflows", item)
        if err then
            return nil, err
        end
        left = left + 1
    end
    local failed = {}
    while left > 0 do
        local event = events:receive() -- each child ends exactly once
        left = left - 1
        if event.result.error then
            table.insert(failed, event.result.error:message())
        end
    end
    return failed
end

local function patient(item)
    local events = process.events()
    local done = funcs.async("shop:ship", item, "nothing"):response()
    done:receive()
    local event = events:receive() -- e.g. pid.cancel: nothing is interrupted by it
    funcs.call("shop:release", item)
    return "gave up " .. item .. ": " .. event.reason
end

local function meter(state)
    local readings = process.listen("reading")
    for _ = 1, 100 do
        local reading = readings:receive()
        if reading == "end" then
            return state
        end
        state.sum = state.sum + reading
    end
    state.runs = state.runs + 1
    process.upgrade(nil, state) -- the next run of the same workflow; never comes back
end

local function billing(customer)
    if workflow.version("bill by letter", -1, 1) >= 1 then
        return select(2, funcs.call("shop:bill", customer)):message()
    end
    return "as before" -- runs that passed here before the change
end

return { careful = careful, approval = approval, batch = batch, patient = patient, meter = meter, billing = billing }
