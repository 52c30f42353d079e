-- The parent: a child for each region, all at work at once. Each end arrives as an event, exactly once, whatever happens to the program.

local time = require("time")
local workflow = require("workflow")

local regions = { "north", "east", "south", "west" }

local function main()
    local events = process.events()
    local names, pids, running = {}, {}, 0
    for _, region in ipairs(regions) do
        local pid, err = process.spawn("children:region", "children:workflows", region)
        if err then
            return nil, err
        end
        names[pid], pids[region] = region, pid
        running = running + 1
    end

    -- Who is not done when time is up is asked to give up.
    local lines, figures, up = {}, {}, time.after("1s")
    while running > 0 do
        local first = channel.select({ events:case_receive(), up:case_receive() })
        if first.channel == events then
            local region, result = names[first.value.from], first.value.result
            pids[region] = nil
            running = running - 1
            if result.error then
                lines[region] = "failed: " .. result.error:message()
            else
                lines[region] = result.value.note or tostring(result.value.sum)
                figures[#figures + 1] = result.value.sum
            end
        else
            -- Over the list, not with `pairs`: code that is run again must come to the same calls in the same order.
            for _, region in ipairs(regions) do
                if pids[region] then
                    process.cancel(pids[region])
                end
            end
            up = channel.new() -- this one never speaks
        end
    end

    -- A child may also be called like a function.
    local sum, err = workflow.exec("children:sum", figures)
    if err then
        return nil, err
    end
    return { lines = lines, sum = sum }
end

return { main = main }
