local function charge(customer: string, month: integer, price: integer)
    assert(process.send("bank", "charged", { customer = customer, month = month, price = price }))
end

return { charge = charge }
