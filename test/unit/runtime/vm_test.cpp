#include "config/limits.hpp"
#include "runtime/lua/lua.hpp"
#include "test/support/machine_rig.hpp"

using namespace troupe;
using namespace troupe::test;

TEST_CASE("vm: a request yields and the completion resumes the coroutine that asked") {
  machine_rig rig{"local funcs = require('funcs') return {main = function() local v, e = funcs.call('app:f', 1) return v end}"};
  CHECK(rig.run() == "blocked");
  REQUIRE(rig.asked.size() == 1);
  CHECK(std::get<runtime::call_request>(rig.asked[0].first).function == "app:f");
  rig.complete(rig.asked[0].second, runtime::value::of(42.0));
  CHECK(rig.go_on() == "42");
}

TEST_CASE("vm: a failed request answers nil and an error object with its kind") {
  machine_rig rig{"local funcs = require('funcs') return {main = function() local v, e = funcs.call('app:f') return tostring(v) .. e:kind() end}"};
  rig.run();
  rig.complete(rig.asked[0].second, runtime::fault::of(errc::timeout, "late"));
  CHECK(rig.go_on() == "nilTimeout");
}

TEST_CASE("vm: blocking works inside pcall, metamethods, iterators and spawned coroutines") {
  machine_rig rig{R"(local time = require("time")
    return {main = function()
      local log = {}
      pcall(function() time.sleep("1s") log[#log + 1] = "pcall" end)
      local t = setmetatable({}, {__index = function(_, k) time.sleep("1s") return k end})
      log[#log + 1] = t.meta
      for v in function(_, last) if not last then time.sleep("1s") return "iterator" end end do log[#log + 1] = v end
      local done = channel.new()
      coroutine.spawn(function() time.sleep("1s") done:send("spawned") end)
      log[#log + 1] = done:receive()
      return table.concat(log, " ")
    end})"};
  std::string now = rig.run();
  for (size_t i = 0; now == "blocked"; ++i) {
    REQUIRE(i < rig.asked.size());
    rig.fire(rig.asked[i].second);
    now = rig.go_on();
  }
  CHECK(now == "pcall meta iterator spawned");
}

TEST_CASE("vm: blocking in a coroutine made by hand is an error that names the way out") {
  machine_rig rig{R"(local time = require("time")
    return {main = function()
      local ok, e = coroutine.resume(coroutine.create(function() time.sleep("1s") end))
      return tostring(ok) .. " " .. tostring(string.find(e, "coroutine.spawn", 1, true) ~= nil)
    end})"};
  CHECK(rig.run() == "false true");
}

TEST_CASE("vm: a spawned coroutine runs to its first block before the spawner goes on, behind those queued") {
  machine_rig rig{R"(return {main = function()
      local log = {}
      local function note(s) log[#log + 1] = s end
      coroutine.spawn(function() note("a1") coroutine.yield() note("a2") end)
      note("m1")
      coroutine.spawn(function() note("b1") end)
      note("m2")
      return table.concat(log, " ")
    end})"};
  CHECK(rig.run() == "a1 m1 a2 b1 m2");
}

TEST_CASE("vm: the end of main drops coroutines, stops timers and cancels calls") {
  machine_rig rig{R"(local time, funcs = require("time"), require("funcs")
    return {main = function()
      coroutine.spawn(function() channel.new():receive() end)
      time.after("1h")
      funcs.async("app:f")
      return "over"
    end})"};
  CHECK(rig.run() == "over");
  rig.machine->end_life();
  CHECK(rig.undone == 2);
  CHECK(rig.run() == "over");  // the same machine lives again
}

TEST_CASE("vm: module locals and globals persist between lives, globals of one program only") {
  machine_rig rig{"local n = 0 return {main = function() n = n + 1 count = (count or 0) + 1 return n * 10 + count end}"};
  CHECK(rig.run() == "11");
  rig.machine->end_life();
  CHECK(rig.run() == "22");
}

TEST_CASE("vm: libraries are frozen, loaders and the debug library are not there") {
  machine_rig rig{R"(return {main = function()
      local found = {}
      for _, name in ipairs{"load", "loadstring", "dofile", "collectgarbage", "debug", "ffi", "jit", "bit", "newproxy", "getfenv"} do
        if _G[name] ~= nil then found[#found + 1] = name end
      end
      local frozen = 0
      for _, lib in ipairs{string, table, math, os, coroutine, process, channel, errors} do
        if not pcall(function() lib.x = 1 end) then frozen = frozen + 1 end
      end
      return table.concat(found, ",") .. frozen .. tostring(getmetatable("")) .. ("x"):rep(2)
    end})"};
  CHECK(rig.run() == "8falsexx");
}

TEST_CASE("vm: libraries show their functions and hide their metatables") {
  machine_rig rig{R"(return {main = function()
      local found = {}
      for name, f in pairs(string) do
        if name == "upper" or name == "format" then found[#found + 1] = name .. type(f) end
      end
      table.sort(found)
      return table.concat(found, " ") .. " " .. tostring(getmetatable(string)) .. tostring(getmetatable(process)) .. string("x")
        .. tostring(table.isfrozen(string) and table.isfrozen(process) and table.isfrozen(process.event))
    end})"};
  CHECK(rig.run() == "formatfunction upperfunction falsefalsextrue");
}

TEST_CASE("vm: pairs sees every member of a module, asked for or not") {
  machine_rig rig{R"(local time = require("time")
    return {main = function()
      local before = process.pid()
      local seen = {}
      for _ = 1, 2 do
        for name, member in pairs(process) do seen[name] = (seen[name] or "") .. type(member) end
      end
      local count = 0
      for name, what in pairs(seen) do
        if what ~= "functionfunction" and what ~= "tabletable" then error(name .. " is " .. what) end
        count = count + 1
      end
      local constants = 0
      for _ in pairs(time) do constants = constants + 1 end
      return tostring(seen.send ~= nil and seen.spawn_monitored ~= nil and seen.event ~= nil and seen.registry ~= nil and count > 20 and constants > 10)
        .. tostring(pcall(function() process.send = nil end)) .. type(process.send)
    end})"};
  CHECK(rig.run() == "truefalsefunction");
}

TEST_CASE("vm: methods come with their first call, one by one") {
  machine_rig rig{R"(return {main = function()
      local ch = channel.new(2)
      local other = channel.new(1)
      local before = ch.no_such_method
      ch:send(1)
      other:send(2)
      return tostring(before) .. ch:receive() .. other:receive() .. tostring(ch.send == other.send)
    end})"};
  CHECK(rig.run() == "nil12true");
}

TEST_CASE("vm: require finds what was declared and nothing else") {
  machine_rig rig{R"(return {main = function()
      local ok, e = pcall(require, "sql")
      return tostring(require("json").encode{1}) .. tostring(json ~= nil) .. tostring(ok) .. e
    end})"};
  CHECK(rig.run() == "[1]truefalsemodule 'sql' not found");
}

TEST_CASE("vm: errors carry the entry and the line") {
  machine_rig rig{"return {main = function()\n local x = nil\n return x.y\nend}"};
  CHECK(rig.run() == "fault: app:p:3: attempt to index local 'x' (a nil value)");
}

TEST_CASE("vm: print writes one log line with pid and place") {
  machine_rig rig{"return {main = function()\n print('a', 1, nil)\nend}"};
  rig.run();
  REQUIRE(rig.logged.size() == 1);
  CHECK(rig.logged[0].first == "a 1 nil");
  CHECK(*rig.logged[0].second.find("location") == document{"app:p:2"});
  CHECK(*rig.logged[0].second.find("pid") == document{"{app:host|0x00007}"});
}

TEST_CASE("vm: messages are deep copies; what is not portable is nil") {
  machine_rig rig{R"(return {main = function()
      local t = {1, nil, 3, name = "n", [2.5] = true, f = print, ch = channel.new(), deep = {err = errors.new("e")}}
      t.self = t
      process.send("other", "topic", t, "second", function() end)
    end})"};
  CHECK(rig.run().empty());
  REQUIRE(rig.sent.size() == 1);
  const runtime::value& body = rig.sent[0].second->body;
  CHECK(body.count() == 3);
  CHECK(runtime::value::verify(body.bytes()));
  machine_rig reader{R"(return {main = function(t, s, f)
      return tostring(t.self == t) .. tostring(t[3]) .. t.name .. tostring(t[2.5]) .. tostring(t.f) .. tostring(t.ch) .. t.deep.err:message()
        .. s .. tostring(f)
    end})"};
  CHECK(reader.run(body) == "true3ntruenilnilesecondnil");
}

TEST_CASE("vm: a value that nests too deep is refused with an error, not a crash") {
  machine_rig rig{R"(return {main = function()
      local t = {}
      for i = 1, 100000 do t = {t} end
      return select(2, pcall(process.send, "x", "t", t))
    end})"};
  CHECK(rig.run().find("nests deeper than 128 levels") != std::string::npos);
}

TEST_CASE("vm: a result that nests too deep says that it is the result") {
  machine_rig rig{"return {main = function() local t = {} for i = 1, 200 do t = {t} end return t end}"};
  CHECK(rig.run() == "fault: failed to encode result: value nests deeper than 128 levels");
}

TEST_CASE("vm: the first channel of a machine needs no module that was opened before") {
  machine_rig rig{"return {main = function(...) return ... end}", {}};
  lua_State* L = rig.machine->state();
  runtime::lua::push_channel(L, 1);
  lua_pushliteral(L, "held");
  CHECK(runtime::lua::try_give(L, 1));
  CHECK(runtime::lua::try_take(L, 1) == runtime::lua::taken::value);
  CHECK(std::string{lua_tostring(L, -1)} == "held");
  lua_settop(L, 0);
}

TEST_CASE("vm: what is no channel is refused before there is one") {
  machine_rig rig{"return {main = function() return select(2, pcall(unsubscribe, 5)) end}", {}};
  CHECK(rig.run().find("channel expected, got number") != std::string::npos);
}

TEST_CASE("vm: frozen tables show their contents to json, messages and logs") {
  machine_rig rig{R"(local json, logger = require("json"), require("logger")
    return {main = function()
      process.send("p", "t", {nested = process.event})
      logger:info("fields", process.event)
      logger:error("they stay frozen", process.event)
      logger:with(process.event):info("kept")
      local back = json.decode(json.encode({process.event}))[1]
      return back.CANCEL .. " " .. back.EXIT .. " " .. tostring(pcall(function() process.event.EXIT = 1 end))
    end})", {"json", "logger"}};
  CHECK(rig.run() == "pid.cancel pid.exit false");
  CHECK(*runtime::first_as_document(rig.sent.at(0).second->body).find("nested")->find("EXIT") == document{"pid.exit"});
  REQUIRE(rig.logged.size() == 3);
  for (const auto& [text, fields] : rig.logged) {
    REQUIRE_MESSAGE(fields.find("EXIT") != nullptr, text);
    CHECK(*fields.find("EXIT") == document{"pid.exit"});
  }
}

TEST_CASE("vm: an empty object stays an object on its way, an empty list a list") {
  machine_rig rig{R"(local json = require("json")
    return {main = function(carried)
      local all = json.decode('{"object":{},"list":[],"nested":[{"o":{},"l":[]}]}')
      process.send("p", "t", all, all.object, all.object)
      local function said(t)
        return json.encode(t.object) .. json.encode(t.list) .. json.encode(t.nested[1].o) .. json.encode(t.nested[1].l)
      end
      return said(all) .. " " .. (carried and said(carried) or "")
    end})"};
  CHECK(rig.run() == "{}[]{}[] ");
  const runtime::value sent = rig.sent.at(0).second->body;
  CHECK(runtime::value::verify(sent.bytes()));
  rig.machine->end_life();
  CHECK(rig.run(sent) == "{}[]{}[] {}[]{}[]");
  rig.machine->end_life();
  const document tree = runtime::first_as_document(sent);
  CHECK(tree.find("object")->is_map());
  CHECK(tree.find("list")->is_list());
  CHECK(rig.run(runtime::to_value(tree)) == "{}[]{}[] {}[]{}[]");
}

TEST_CASE("vm: an empty object that is shared stays one table") {
  machine_rig rig{R"(return {main = function(a, b, c)
      if a == nil then
        local e, l = require("json").decode("{}"), {}
        process.send("p", "t", {e, l}, e, l)
        return "sent"
      end
      return tostring(a[1] == b) .. tostring(a[2] == c)
    end})"};
  CHECK(rig.run() == "sent");
  const runtime::value sent = rig.sent.at(0).second->body;
  rig.machine->end_life();
  CHECK(rig.run(sent) == "truetrue");
}

TEST_CASE("vm: context values that cannot be copied are refused with the reason") {
  machine_rig rig{R"(local funcs = require("funcs")
    return {main = function()
      local cycle = {} cycle.deep = {me = cycle}
      local ok, why = pcall(process.with_context, {v = cycle})
      local none, problem = funcs.new():with_context({v = cycle})
      local pair = {1, 2}
      local shared = funcs.new():with_context({a = pair, b = pair})
      local deep = {} for _ = 1, 200 do deep = {deep} end
      local _, too_deep = funcs.new():with_context({v = deep})
      local wide = {} for _ = 1, 60 do wide = {wide, wide} end
      local _, too_large = funcs.new():with_context({v = wide})
      return tostring(ok) .. "; " .. tostring(why) .. "; " .. problem:kind() .. " " .. problem:message() .. "; "
        .. type(shared) .. "; " .. too_deep:message() .. "; " .. too_large:message()
    end})"};
  CHECK(rig.run() == "false; context values must be plain data: a table contains itself; "
                     "Invalid context values must be plain data: a table contains itself; userdata; "
                     "context values must be plain data: data nests too deep; "
                     "context values must be plain data: data holds too many values");
}

TEST_CASE("vm: a store under nil goes nowhere, also in a loop that is compiled and past metatables") {
  machine_rig rig{R"(return {main = function()
      local t, hot, seen = {}, 0, 0
      for i = 1, 1000 do
        t[nil] = {i}
        if t[nil] == nil then hot = hot + 1 end
      end
      rawset(t, nil, 1)
      local guarded = setmetatable({}, {__newindex = function(_, key) seen = seen + (key == nil and 1 or 0) end})
      guarded[nil] = 1
      local nan = pcall(function() t[0 / 0] = 1 end)
      return hot .. tostring(next(t)) .. seen .. tostring(nan) .. #{[nil] = 1, 2}
    end})"};
  CHECK(rig.run() == "1000nil1false1");
}

#ifndef TROUPE_SYSTEM_LUAJIT
TEST_CASE("vm: one that is resumed often compiles, one that merely lives long does not") {
  machine_rig rig{"return {main = function() while true do coroutine.yield() end end}"};
  REQUIRE_FALSE(rig.load_problem.has_value());
  rig.machine->begin(rig, rig.self, {}, {});
  rig.time.advance(std::chrono::hours{1});
  for (uint32_t i = 0; i < 5 * limits::slices_till_busy; ++i) {
    rig.machine->run(1);
    rig.time.advance(std::chrono::milliseconds{1});
  }
  CHECK_FALSE(rig.machine->compiles());
  for (uint32_t i = 0; i < 2 * limits::slices_till_busy; ++i)
    rig.machine->run(1);
  CHECK(rig.machine->compiles());
}

TEST_CASE("vm: in a machine with a seed the order of pairs over texts repeats, whatever was made and collected before") {
  const auto order = [](bool collects) {
    machine_rig rig{R"(local time = require("time")
      return {main = function()
        local garbage
        for i = 60, 1, -1 do garbage = "key" .. i * 7919 end
        garbage = nil
        time.sleep("1s")
        local t, all = {}, {}
        for i = 1, 60 do t["key" .. i * 7919] = i end
        for k in pairs(t) do all[#all + 1] = k end
        return table.concat(all, " ")
      end})", {"time"}, {.seed = runtime::lua::vm_seed{1, 2, 3, 4}}};
    REQUIRE(rig.run() == "blocked");
    if (collects)
      lua_gc(rig.machine->state(), LUA_GCCOLLECT, 0);
    rig.fire(rig.asked[0].second);
    return rig.go_on();
  };
  CHECK(order(false).starts_with("key"));
  CHECK(order(false) == order(true));
}

TEST_CASE("vm: in a machine with a seed so does the order over tables, functions and coroutines, wherever they lie") {
  const auto order = [](const char* junk) {
    machine_rig rig{std::string{R"(return {main = function()
        local junk = {}
        for i = 1, )"} + junk + R"( do junk[i] = {i} end
        local all = {}
        for round = 1, 80 do  -- enough to be compiled
          local t, keys = {}, {}
          for i = 1, 30 do
            local key = i % 3 == 0 and {} or i % 3 == 1 and function() return i end or coroutine.create(function() end)
            keys[i], t[key] = key, i
          end
          for i = 1, 30, 4 do t[keys[i]] = nil end
          for i = 1, 30, 8 do t[keys[i]] = -i end
          for i = 1, 30 do
            local wanted = i
            if i % 8 == 1 then wanted = -i elseif i % 4 == 1 then wanted = nil end
            if t[keys[i]] ~= wanted then return "lost " .. i end
          end
          for _, i in pairs(t) do all[#all + 1] = i end
        end
        return table.concat(all, " ")
      end})", {}, {.seed = runtime::lua::vm_seed{1, 2, 3, 4}}};
    return rig.run();
  };
  const std::string first = order("0");
  CHECK(first.size() > 80 * 20);
  CHECK(first == order("1000"));
}
#endif
