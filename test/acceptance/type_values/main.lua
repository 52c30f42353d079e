local io = require("io")
local json = require("json")
local scene = require("drawing")

type Work = scene.Scene & {title: string}

local function try(text: string)
  local value, err = Work:is(json.decode(text))
  if err then
    local details = err:details()
    io.print("refused:", err:message(), err:kind(), details.field, details.constraint)
  else
    io.print("accepted:", value.title)
  end
end

local function main()
  local line = '{"from": {"x": 1, "y": 2}, "to": {"x": 3, "y": 4.5}}'
  try('{"title": "one", "lines": [' .. line .. ']}')
  try('{"title": "none", "lines": []}')
  try('{"title": "bad", "lines": [' .. line .. ', {"from": {"x": 1, "y": 2}, "to": {"x": 3}}]}')
  try('{"title": "many", "lines": [' .. line .. ', ' .. line .. ', ' .. line .. ']}')
  try('{"title": "named", "lines": [], "origin": {"name": "o", "value": {"x": 0, "y": 0}}}')
  try('{"title": "unnamed", "lines": [], "origin": {"name": "", "value": {"x": 0, "y": 0}}}')
  try('{"lines": []}')
  io.print(tostring(Work), tostring(scene.Line), scene.Scene:kind(), Work <= scene.Scene)
  return integer("no number")
end

return {main = main}
