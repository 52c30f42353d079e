-- A command: it gets words from the command line, talks to the terminal, and answers an exit code.

local io = require("io") -- declared under `modules` in _index.yaml

-- Types are notes for the reader and for tools; they leave no trace at run time.
type Greeting = {name: string, punctuation: string}

local function greet(greeting: Greeting): string
    return "Hello, " .. greeting.name .. greeting.punctuation
end

-- `-` stands for "ask me". A line comes without its line break; the end of input is an error object.
local function ask(): string?
    io.write("Your name? ")
    local line, err = io.readline()
    if err then
        io.eprint("no name: " .. err:message())
        return nil
    end
    return line
end

-- The words after the command arrive as arguments; `io.args()` has them as a list.
local function main(first: string?): integer
    local names: {string} = io.args()
    if #names == 0 then
        names = { "world" }
    end
    for i, name in ipairs(names) do
        if name == "-" then
            local answer = ask()
            if not answer then
                return 2 -- a returned number is the exit code
            end
            name = answer
        end
        local last = i == #names
        io.print(greet({ name = name, punctuation = last and "!" or "," }))
    end
    return 0
end

-- What an entry's chunk returns is its module; `main` is the method that a process runs.
return { main = main }
