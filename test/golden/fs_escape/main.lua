local fs = require("fs")

return {
    main = function()
        local text, err = fs.get("app:files"):readfile("/users")
        if err then
            error(err)
        end
        return text
    end,
}
