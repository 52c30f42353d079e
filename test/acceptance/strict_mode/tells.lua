local registry = require("registry")

return {
  main = function()
    local _, why = registry.get("app:check")
    return nil, why or "it was allowed"
  end,
}
