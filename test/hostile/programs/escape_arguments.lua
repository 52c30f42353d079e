-- ends: ok
-- ends: error
-- ends: terminated
-- Every function of every library, with arguments of every type.
local function main()
  local values = {0, -1, 0.5, 2 ^ 53, 0 / 0, math.huge, "", "x", "%", "\0", true, false, {}, {1, 2, 3}, print,
    coroutine.create(print), channel.new(), errors.new("x")}
  local skip = {}
  for name in ("terminate upgrade exec yield rep spawn freeze select create wrap insert"):gmatch("%a+") do
    skip[name] = true
  end
  for _, library in ipairs({string, table, math, os, coroutine, errors, process, channel, payload, process.registry}) do
    for name, f in pairs(library) do
      if type(f) == "function" and not skip[name] then
        pcall(f)
        for _, a in ipairs(values) do
          pcall(f, a)
          for _, b in ipairs(values) do
            pcall(f, a, b)
            pcall(f, a, b, b)
          end
        end
      end
    end
  end
end

return {main = main}
