type Pair<T> = {first: T, second?: string @min_len(1)} | nil
interface Shape: Base function area(self: Shape, ...: number): (number, string?) end end
local x: number, y: {[string]: integer} = 7 // 2 ~ 3, {}
local function f<T>(a: T, ...: any): T? return (a :: any) as T end
local z = (x! + 1 << 3 & ~5 | 1) as number
type F = (a: number, ...string) -> (number, string)
type G = typeof(x) extends keyof(Pair) ? readonly {number} : fun(x: A.B): C[]
goto done ::done:: local s = [==[ ]] ]==] .. "\x41\z
  \u{48}\065" return f(x :: number), Pair:is(y), #s >= 0x1f
