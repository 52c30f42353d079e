local function main()
  local f = tostring
  f(1)
  (f or print)(2)
end

return {main = main}
