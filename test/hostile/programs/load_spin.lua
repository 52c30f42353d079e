-- ends: refused
-- The top level of a chunk does not come back: spawn fails after host.load_timeout.
while true do
end
