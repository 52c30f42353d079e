-- The figure of a month. The South has lost its books.
local function figure(region: string, month: integer)
    if region == "south" then
        return nil, errors.new({ message = "no books in the " .. region, kind = errors.NOT_FOUND, retryable = false })
    end
    return #region * month
end

return { figure = figure }
