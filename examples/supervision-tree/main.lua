-- Breaks one part after the other and tells which processes are new afterwards.

local io = require("io")
local time = require("time")
local supervisor = require("supervisor")

local parts = {"database", "catalogue", "cart", "search"}

-- Whether all of them run, and which: their PIDs by name.
local function pids(names)
    local found = {}
    for _, name in ipairs(names) do
        found[name] = process.registry.lookup(name)
        if not found[name] then
            return nil
        end
    end
    return found
end

local function wait_for(names)
    for _ = 1, 1000 do
        local found = pids(names)
        if found then
            return found
        end
        time.sleep("5ms")
    end
    error("gave up waiting")
end

-- Breaks a part and names those that are other processes once all run again.
local function break_part(name: string): string
    local before = wait_for(parts)
    process.send(name, "break", true)
    local after = before
    while after[name] == before[name] or not pids(parts) do
        time.sleep("5ms")
        after = wait_for(parts)
    end
    time.sleep("50ms")
    after = wait_for(parts)
    local new = {}
    for _, each in ipairs(parts) do
        if after[each] ~= before[each] then
            new[#new + 1] = each
        end
    end
    return table.concat(new, ", ")
end

local function children_of(id: string): string
    local texts = {}
    for _, child in ipairs(supervisor.which_children(id)) do
        texts[#texts + 1] = child.id:match(":(.*)") .. " " .. child.status
    end
    return table.concat(texts, ", ")
end

local function main(): integer
    wait_for(parts)
    io.print("the shop:             ", children_of("tree:shop"))
    io.print("its pages:            ", children_of("tree:pages"))
    io.print("search breaks, new:   ", break_part("search"))
    io.print("catalogue breaks, new:", break_part("catalogue"))
    io.print("database breaks, new: ", break_part("database"))

    -- Twice within a minute is more than the pages' supervisor takes: it fails, and the one above restarts it with all its children.
    io.print("cart breaks, new:     ", break_part("cart"))
    io.print("cart again, new:      ", break_part("cart"))

    -- Children come and go while the tree runs.
    supervisor.start_child("tree:pages", {id = "tree:offers.service", restart = "temporary"})
    wait_for({"offers"})
    io.print("a page is added:      ", children_of("tree:pages"))
    local _, err = supervisor.start_child("tree:pages", "tree:offers.service")
    io.print("a second time:        ", err:kind(), err:details().reason)
    supervisor.terminate_child("tree:pages", "tree:cart.service")
    supervisor.terminate_child("tree:pages", "tree:offers.service")
    io.print("two are stopped:      ", children_of("tree:pages"))
    supervisor.restart_child("tree:pages", "tree:cart.service")
    io.print("one comes back:       ", children_of("tree:pages"))
    return 0
end

return {main = main}
