return function(main)
  while true do
    process.send(main, "heard", process.inbox():receive():payload():data())
  end
end
