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

local function show(what: string, text: string)
    io.print(string.format("%-22s %s", what, text))
end

-- A supervisor runs once its last child does.
local function wait_for_tree()
    repeat
        time.sleep("5ms")
        local shop, pages = supervisor.count_children("tree:shop"), supervisor.count_children("tree:pages")
    until shop and pages and shop.active == 3 and pages.active == 2
end

local function main(): integer
    wait_for_tree()
    show("the shop:", children_of("tree:shop"))
    show("its pages:", children_of("tree:pages"))
    show("search breaks, new:", break_part("search"))
    show("catalogue breaks, new:", break_part("catalogue"))
    show("database breaks, new:", break_part("database"))

    -- Twice within a minute is more than the pages' supervisor takes: it fails, and the one above restarts it with all its children.
    show("cart breaks, new:", break_part("cart"))
    show("cart again, new:", break_part("cart"))

    -- Children come and go while the tree runs.
    supervisor.start_child("tree:pages", {id = "tree:offers.service", restart = "temporary"})
    wait_for({"offers"})
    show("a page is added:", children_of("tree:pages"))
    local _, err = supervisor.start_child("tree:pages", "tree:offers.service")
    show("a second time:", err:kind() .. ", " .. err:details().reason)
    supervisor.terminate_child("tree:pages", "tree:cart.service")
    supervisor.terminate_child("tree:pages", "tree:offers.service")
    show("two are stopped:", children_of("tree:pages"))
    supervisor.restart_child("tree:pages", "tree:cart.service")
    show("one comes back:", children_of("tree:pages"))
    return 0
end

return {main = main}
