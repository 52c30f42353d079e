local function main()
  for i = 1, 3 do
    if i == 2 then
      goto continue
    end
  end
end

return {main = main}
