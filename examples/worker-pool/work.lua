-- Three functions. Each call has a process identity of its own; the Lua state behind it is reused by later calls.

local time = require("time")

-- Takes a while, as a query or a request to somebody else would.
local function square(number: integer): integer
    time.sleep("100ms")
    return number * number
end

-- Failure is `nil, error`; the caller gets the error with its kind, message and details.
local function divide(a: number, b: number): (number?, any)
    if b == 0 then
        return nil, errors.new({
            message = "cannot divide " .. a .. " by zero",
            kind = errors.INVALID,
            retryable = false,
            details = { dividend = a },
        })
    end
    return a / b
end

-- Cancelling is a request. A call that may take long listens for it; one that does not runs to its end, and its result is dropped.
local function nap(length: string): (string?, any)
    local events = process.events()
    local first = channel.select({ events:case_receive(), time.after(length):case_receive() })
    if first.channel == events and first.value.kind == process.event.CANCEL then
        return nil, errors.new({ message = "woken up", kind = errors.CANCELED })
    end
    return "slept " .. length
end

return { square = square, divide = divide, nap = nap }
