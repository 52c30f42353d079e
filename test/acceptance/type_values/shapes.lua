type Point = {x: number, y: number}
type Named<T> = {name: string @min_len(1), value: T}

return {Point = Point, Named = Named}
