local function charge(customer: string, month: integer, price: integer)
    if not process.send("bank", "charged", { customer = customer, month = month, price = price }) then
        error("the bank is closed") -- tried again later
    end
end

return { charge = charge }
