local json = require("json") -- its importer declares it
local side = 1
type Shape = {sides: integer}
function made_elsewhere() end
return {Shape = Shape}
