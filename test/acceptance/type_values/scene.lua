-- Types of a library that are made of those of another, under the names this entry gives it.
local shapes = require("shapes")
local Point = shapes.Point

type Line = {from: Point, to: shapes.Point}
type Scene = {lines: {Line} @max_len(2), origin?: shapes.Named<Point>}

return {Scene = Scene, Line = Line}
