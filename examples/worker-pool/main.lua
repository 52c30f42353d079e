-- Calls, futures, a queue with a bounded number of workers, a time-out, an error.

local io = require("io")
local time = require("time")
local funcs = require("funcs")

local function milliseconds_since(start): integer
    return time.now():sub(start):milliseconds()
end

-- 1. A call waits for its answer. Only this coroutine waits.
local function one_call()
    local answer, err = funcs.call("pool:square", 12)
    if err then
        error(err)
    end
    io.print("1. one call: 12 * 12 = " .. answer)
end

-- 2. Futures: all calls start at once; each future has a channel that delivers one payload, or an error object.
local function fan_out()
    local start = time.now()
    local futures = {}
    for number = 1, 8 do
        futures[number] = funcs.async("pool:square", number)
    end
    local answers: {string} = {}
    for number, future in ipairs(futures) do
        local payload, ok = future:response():receive()
        assert(ok, "a future delivers exactly once")
        answers[number] = tostring(payload:data())
    end
    -- Eight calls of 100 ms by four states: two rounds, not eight.
    local took = milliseconds_since(start)
    io.print("2. eight calls at once: " .. table.concat(answers, " "))
    io.print("   in two rounds, not eight: " .. tostring(took >= 200 and took < 800))
end

-- 3. A queue: three coroutines of this process take jobs from one channel and put results into another. A channel without room
--    makes its sender wait, so the producer never runs ahead of the workers.
local function work_queue()
    local jobs = channel.new()
    local results = channel.new(10)
    for worker = 1, 3 do
        coroutine.spawn(function()
            while true do
                local job, open = jobs:receive()
                if not open then
                    results:send({ done = true })
                    return
                end
                results:send({ job = job, answer = funcs.call("pool:square", job) })
            end
        end)
    end
    coroutine.spawn(function()
        for job = 1, 9 do
            jobs:send(job)
        end
        jobs:close() -- what was sent is still delivered; then every receiver is told
    end)

    local sum: integer, working = 0, 3
    while working > 0 do
        local result = results:receive()
        if result.done then
            working = working - 1
        else
            sum = sum + result.answer
        end
    end
    io.print("3. nine jobs through a queue: the squares add up to " .. sum)
end

-- 4. select waits for several channels and tells which one came first. Here the other one is a clock.
local function with_time_limit()
    local future = funcs.async("pool:nap", "2s")
    local limit = time.after("100ms")
    local first = channel.select({ future:response():case_receive(), limit:case_receive() })
    if first.channel == limit then
        future:cancel() -- the result is no longer wanted
        local _, err = future:result()
        io.print("4. too slow: given up after 100 ms, the future says " .. err:kind())
    else
        io.print("4. in time: " .. first.value:data())
    end
end

-- 5. An error crosses the call as it was made.
local function failing_call()
    local answer, err = funcs.call("pool:divide", 1, 0)
    assert(answer == nil)
    io.print("5. a failed call: " .. err:kind() .. ", " .. err:message())
    io.print("   worth another try: " .. tostring(err:retryable()) .. ", dividend " .. err:details().dividend)
end

local function main(): integer
    one_call()
    fan_out()
    work_queue()
    with_time_limit()
    failing_call()
    return 0
end

return { main = main }
