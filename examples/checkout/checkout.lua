-- Charge, ship, and give the money back if that cannot be shipped.

local funcs = require("funcs")

local function main(cart)
    local payment, err = funcs.call("app:charge_payment", cart.customer, cart.total)
    if err then
        return nil, err -- nothing has been done yet: the workflow fails
    end

    -- This service says in its answer that it did not work out. For a workflow that is an answer like any other.
    local shipment = funcs.call("app:create_shipment", cart.item, payment.id)
    if shipment.error then
        local refund = funcs.call("app:refund", payment.id)
        return { status = "refunded", why = shipment.error, refund = refund.id }
    end
    return { status = "shipped", tracking = shipment.tracking }
end

return { main = main }
