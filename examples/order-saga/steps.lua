-- The steps tell the process on the terminal what they do. A real one would talk to somebody else, and give the order's number along, so
-- that a call that comes twice counts once: an activity whose program ended in the middle is attempted again.

local time = require("time")

-- After a restart workflows may be quicker than the process that listens. Then this raises an error, and the step is tried again.
local function tell(text: string)
    if not process.send("till", "note", text) then
        error("nobody is at the till")
    end
end

local function reserve(order)
    tell("reserving " .. order.item)
end

local function release(order)
    tell("back on the shelf: " .. order.item)
end

local function charge(order)
    tell("taking " .. order.price .. " from " .. order.customer)
end

-- Takes long enough to be interrupted.
local function pay_back(order)
    tell("paying " .. order.price .. " back to " .. order.customer)
    time.sleep("500ms")
    tell("paid back")
end

-- An error that says it is of no use to try again; one that does not would be tried for ever.
local function book_courier(order)
    if order.destination == "the Moon" then
        return nil, errors.new({
            message = "no courier goes to " .. order.destination,
            kind = errors.INVALID,
            retryable = false,
        })
    end
    tell("a courier goes to " .. order.destination)
end

return { reserve = reserve, release = release, charge = charge, pay_back = pay_back, book_courier = book_courier }
