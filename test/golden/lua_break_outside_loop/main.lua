local function main()
  if true then
    break
  end
end

return {main = main}
