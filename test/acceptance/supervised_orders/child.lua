-- A service that ends when it is asked to, and one that does not.
local function main(name)
  print("up: " .. name)
  process.events():receive()
  print("down: " .. name)
end

local function stubborn()
  print("up: mule")
  while true do
    process.inbox():receive()
  end
end

return {main = main, stubborn = stubborn}
