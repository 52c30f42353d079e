local function main() end
