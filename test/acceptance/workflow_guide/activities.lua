local function charge(customer, price)
    if price > 1000 then
        return nil, errors.new({ message = customer .. " has no " .. price, kind = errors.INVALID, retryable = false })
    end
    return { id = "pay-" .. customer }
end

local function ship(item, payment)
    return item .. "/" .. payment
end

local function release(item)
    return "released " .. item
end

local function bill(customer)
    return nil, errors.new({ message = "no address of " .. customer, kind = errors.INVALID })
end

return { charge = charge, ship = ship, release = release, bill = bill }
