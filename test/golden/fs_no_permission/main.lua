local fs = require("fs")

return {
    main = function()
        return assert(fs.get("app:files")):readfile("/x")
    end,
}
