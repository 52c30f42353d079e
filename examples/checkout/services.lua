-- What the workflow calls. Any function may be called; none has to be declared an activity.

local function charge_payment(customer: string, total: integer)
    if total > 1000 then
        return nil, errors.new({
            message = customer .. " has no " .. total,
            kind = errors.PERMISSION_DENIED,
            retryable = false, -- else the payment would be tried for ever
            details = { limit = 1000 },
        })
    end
    return { id = "pay-" .. customer }
end

local function create_shipment(item: string, payment: string)
    if item == "elephant" then
        return { error = "no box for an elephant" }
    end
    return { tracking = item .. "/" .. payment }
end

local function refund(payment: string)
    return { id = "refund of " .. payment }
end

return { charge_payment = charge_payment, create_shipment = create_shipment, refund = refund }
