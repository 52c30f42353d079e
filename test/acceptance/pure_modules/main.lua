-- hash, uuid, yaml, crypto, text, expr, JSON schemas: lua-language.md part 2.
local check = require("check")
local json = require("json")
local yaml = require("yaml")
local hash = require("hash")
local uuid = require("uuid")
local crypto = require("crypto")
local text = require("text")
local expr = require("expr")

local function hashes()
  check.eq("md5", hash.md5("hello"), "5d41402abc4b2a76b9719d911017c592")
  check.eq("sha256", hash.sha256("hello"), "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
  check.eq("raw sha512", #hash.sha512("hello", true), 64)
  check.eq("hmac, data first", hash.hmac_sha1("what do ya want for nothing?", "Jefe"), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
  check.eq("fnv32", hash.fnv32("foobar"), 837857890)
  check.err("no string", select(2, hash.md5(1 :: any)), errors.INVALID, "data must be a string")
end

local function ids()
  local namespace = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
  check.eq("v5", uuid.v5(namespace, "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2")
  check.eq("version of v7", uuid.version((uuid.v7())), 7)
  check.eq("v4 differ", uuid.v4() ~= uuid.v4(), true)
  check.eq("urn", uuid.format(namespace, "urn"), "urn:uuid:" .. namespace)
  check.err("no id", select(2, uuid.parse("x")), errors.INVALID, "invalid UUID format")
end

local function documents()
  local source = "name: shop\nports:\n  - 80\n  - 443\nsince: 2024-01-01\n"
  local tree = yaml.decode(source)
  check.eq("a date is a moment", tree.since, 1704067200)
  check.eq("integers stay", math.type(tree.ports[1]), "integer")
  check.eq("ordered", (yaml.encode({b = 1, a = {c = {}}}, {field_order = {"b"}, sort_unordered = true})), "b: 1\na:\n  c: {}\n")
  local _, err = yaml.decode("a: [")
  check.err("bad YAML", err, errors.INTERNAL)
  check.eq("a payload of YAML", payload.new({a = {1}}):transcode(payload.format.YAML):data().a[1], 1)
  local schema = {type = "object", properties = {n = {type = "integer", minimum = 1}}, required = {"n"}}
  check.eq("valid", json.validate(schema, {n = 3}), true)
  local ok, why = json.validate(schema, {n = 0})
  check.eq("invalid", ok, false)
  check.err("and why", why, errors.INVALID, "at '/n': minimum")
end

local function secrets()
  local key = crypto.random.bytes(32)
  local sealed = crypto.encrypt.aes("plain", key, "extra")
  check.eq("decrypted", crypto.decrypt.aes(sealed, key, "extra"), "plain")
  check.err("other data", select(2, crypto.decrypt.aes(sealed, key, "other")), errors.INTERNAL)
  check.eq("chacha20", crypto.decrypt.chacha20(crypto.encrypt.chacha20("plain", key), key), "plain")
  local token = crypto.jwt.encode({sub = "u", exp = os.time() + 60}, "secret")
  check.eq("token", crypto.jwt.verify(token, "secret").sub, "u")
  check.err("forged", select(2, crypto.jwt.verify(token, "guess")), errors.INTERNAL, "signature")
  check.eq("derived", #crypto.pbkdf2("password", "salt", 1000, 32), 32)
  check.eq("compared", crypto.constant_time_compare("a", "b"), false)
end

local function texts()
  local re = text.regexp.compile("(?P<key>\\w+)=(?P<value>\\w+)")
  check.eq("replaced", re:replace_all_string("a=1 b=2", "${value}:$key"), "1:a 2:b")
  check.list("groups", re:find_string_submatch("a=1"), "a=1 a 1")
  check.err("bad pattern", select(2, text.regexp.compile("(")), errors.INVALID, "error parsing regexp")
  local differ = text.diff.new()
  local diffs = differ:compare("hello world", "hello there")
  check.eq("differences", diffs[2].operation .. " " .. diffs[2].text .. " " .. diffs[3].text, "delete world there")
  local patched, all = differ:patch_apply(differ:patch_make("one two three", "one 2 three"), "zero one two three")
  check.eq("patched", patched .. " " .. tostring(all), "zero one 2 three true")
  check.list("chunks", (text.splitter.recursive({chunk_size = 8, chunk_overlap = 0}):split_text("one two three")), "one two three")
end

local function expressions()
  check.eq("arithmetic", expr.eval("price * (1 - rate)", {price = 100, rate = 0.25}), 75)
  check.eq("integers", math.type(expr.eval("1 + 2")), "integer")
  check.list("predicates", expr.eval("filter(items, .n > 1) | map(.name)", {items = {{n = 1, name = "a"}, {n = 2, name = "b"}}}), "b")
  local program = expr.compile("x + y")
  check.eq("program", program:run({x = 1, y = 2}), 3)
  check.err("missing", select(2, program:run({x = 1})), errors.INTERNAL)
  check.err("empty", select(2, expr.eval("")), errors.INVALID, "expression cannot be empty")
  check.err("too much", select(2, expr.eval("count(1..1000000, count(1..1000, true) > 0)")), errors.INTERNAL, "too many steps")
end

local function standard()
  check.eq("format of what is missing", string.format("%d %s %5.1f", 1), "1 nil   nil")
  check.eq("format of what does not fit", string.format("[%d|%-5x|%6.1f|%c]", "x", true, "word", "y"), "[x|true |  word|y]")
  check.eq("format of numeric texts", string.format("%d %.1f %x", "3.7", "2.25", "255"), "3 2.2 ff")
  local object = setmetatable({}, {__tostring = function() return "object" end})
  check.eq("format asks __tostring", string.format("%d %s", object, object), "object object")
  check.raises("whose errors pass", function()
    return string.format("%d", setmetatable({}, {__tostring = function() error("from __tostring") end}))
  end, "from __tostring")
  check.raises("a malformed format raises", function() return string.format("%y", 1) end, "invalid option")
  local lines = {}
  for i = 1, 300 do
    lines[i] = string.format("%d %s", i > 298 and "late" or i)
  end
  check.eq("format in a hot loop", lines[298] .. ", " .. lines[299], "298 nil, late nil")
  check.eq("rep has no separator", string.rep("x", 3, ","), "xxx")
  check.raises("rep of too much raises", function() return string.rep("x", 1e10) end, "resulting string too large")
  check.eq("log has no base", math.log(8, 2), math.log(8))
  check.eq("xpcall passes no arguments", select(2, xpcall(function(...) return select("#", ...) end, tostring, 1, 2)), 0)
end

local function main()
  hashes()
  ids()
  documents()
  secrets()
  texts()
  expressions()
  standard()
  return check.done()
end

return {main = main}
