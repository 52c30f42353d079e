local lives = require("lives")

return {main = function()
  lives.start("report", "children:report", "children:workflows", {})
  lives.wait()
  lives.tell()
end}
