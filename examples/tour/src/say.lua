-- A library: what its chunk returns is what `require` answers in the entries that import it.

local io = require("io")

-- 1234567 -> "1,234,567"
local function thousands(number: number): string
    local digits = string.format("%d", number)
    local grouped = digits:reverse():gsub("(%d%d%d)", "%1,"):reverse()
    return (grouped:gsub("^,", ""))
end

local function seconds(duration): string
    return string.format("%.2f s", duration:seconds())
end

local scenes = 0

local function scene(title: string)
    scenes = scenes + 1
    io.print("")
    io.print(scenes .. ". " .. title)
end

local function line(text: string)
    io.print("   " .. text)
end

return { print = io.print, scene = scene, line = line, thousands = thousands, seconds = seconds }
