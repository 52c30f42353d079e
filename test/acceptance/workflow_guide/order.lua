local funcs = require("funcs")
local time = require("time")

local function main(order)
    local payment, err = funcs.call("shop:charge", order.customer, order.price)
    if err then
        return nil, err -- the workflow fails with this error
    end
    time.sleep(order.delay or "24h") -- longer than the program may live
    local parcel = funcs.call("shop:ship", order.item, payment.id)
    return { parcel = parcel }
end

return { main = main }
