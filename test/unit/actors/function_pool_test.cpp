#include "actors/letters.hpp"
#include "test/support/process_rig.hpp"

using namespace troupe;
using namespace troupe::test;
using namespace std::chrono_literals;
using kind = actors::function_pool_options::kind;

TEST_CASE("functions: a call answers the first value, a failure keeps its kind") {
  process_rig rig;
  rig.add_function("double", "return {main = function(n) return n * 2, 'ignored' == nil end}");
  rig.add_function("fails", "return {main = function() return nil, errors.new{message = 'no', kind = errors.CONFLICT, retryable = true} end}");
  rig.add("p", R"(local funcs = require("funcs")
  return {main = function()
    local v, e = funcs.call("app:double", 21)
    local _, problem = funcs.call("app:fails")
    return v .. " " .. problem:kind() .. " " .. tostring(problem:retryable()) .. " " .. problem:message()
  end})");
  CHECK(rig.text(rig.run("p")) == "42 Conflict true no");
}

TEST_CASE("functions: a state is reused, so module locals persist, but letters and listeners do not") {
  process_rig rig;
  rig.add_function("f", R"(local calls = 0
  return {main = function(pid)
    calls = calls + 1
    process.inbox()
    process.listen("t")
    process.send(process.pid(), "t", calls)
    return calls
  end})");
  rig.add("p", R"(local funcs = require("funcs")
  return {main = function() return funcs.call("app:f") + funcs.call("app:f") * 10 + funcs.call("app:f") * 100 end})");
  CHECK(rig.text(rig.run("p")) == "321");
}

TEST_CASE("functions: a serial pool runs one call at a time, in order") {
  process_rig rig;
  rig.add_function("f", R"(local time = require("time")
  local running = 0
  return {main = function(n) running = running + 1 time.sleep("1s") local r = running running = running - 1 return r end})",
                   {kind::serial, 1});
  rig.add("p", R"(local funcs = require("funcs")
  return {main = function()
    local futures, most = {}, 0
    for i = 1, 4 do futures[i] = funcs.async("app:f", i) end
    for i = 1, 4 do most = math.max(most, futures[i]:response():receive():data()) end
    return most
  end})");
  rig.spawn("p");
  REQUIRE(rig.pool.run());
  for (int i = 0; i < 4; ++i)
    rig.advance(1s);
  CHECK(rig.text(rig.ended["p"]) == "1");
}

TEST_CASE("functions: one with a single state that calls itself is told so, rather than waiting for its own end") {
  process_rig rig;
  rig.add_function("f", R"(local funcs = require("funcs")
  return {main = function(n)
    if n == 0 then return "0" end
    local below, e = funcs.call("app:f", n - 1)
    return below or e:kind() .. (e:message():find("calls itself", 1, true) and " itself" or e:message())
  end})",
                   {kind::serial, 1});
  rig.add("p", "return {main = function() local f = require('funcs') return f.call('app:f', 1) .. ' ' .. f.call('app:f', 0) end}");
  CHECK(rig.text(rig.run("p")) == "Conflict itself 0");
}

TEST_CASE("functions: a lazy pool grows to its cap and idle states go after half a minute") {
  process_rig rig;
  rig.add_function("f", "local time = require('time') return {main = function() time.sleep('1s') end}", {kind::lazy, 3});
  rig.add("p", R"(local funcs = require("funcs")
  return {main = function()
    local futures = {}
    for i = 1, 5 do futures[i] = funcs.async("app:f") end
    for i = 1, 5 do futures[i]:response():receive() end
    return "done"
  end})");
  rig.spawn("p");
  REQUIRE(rig.pool.run());
  CHECK(rig.functions("app:f")->states() == 3);
  rig.advance(1s);
  rig.advance(1s);
  CHECK(rig.text(rig.ended["p"]) == "done");
  rig.advance(28s);
  CHECK(rig.functions("app:f")->states() == 3);
  rig.advance(1s);  // half a minute after the first of them came to rest
  CHECK(rig.functions("app:f")->states() == 2);
  rig.advance(1s);
  CHECK(rig.functions("app:f")->states() == 0);
  CHECK(rig.node().timers().armed() == 0);
}

TEST_CASE("functions: a state that was used lately stays when others go; a fixed pool keeps all") {
  process_rig rig;
  const char* source = "local time = require('time') return {main = function(span) time.sleep(span) end}";
  rig.add_function("lazy", source);
  rig.add_function("fixed", source, {kind::fixed, 3});
  for (const std::string name : {"lazy", "fixed"})
    rig.add(name + "_twice", "local funcs = require('funcs') return {main = function() local a = funcs.async('app:" + name
                               + "', '1s') funcs.call('app:" + name + "', '20s') a:response():receive() end}");
  rig.spawn("lazy_twice");
  rig.spawn("fixed_twice");
  REQUIRE(rig.pool.run());
  rig.advance(1s);
  rig.advance(19s);
  CHECK(rig.ended.size() == 2);
  CHECK(rig.functions("app:lazy")->states() == 2);
  CHECK(rig.functions("app:fixed")->states() == 2);
  rig.advance(11s);  // 30 s after the first, 11 s after the second
  CHECK(rig.functions("app:lazy")->states() == 1);
  rig.advance(19s);
  CHECK(rig.functions("app:lazy")->states() == 0);
  rig.advance(60s);
  CHECK(rig.functions("app:fixed")->states() == 2);
}

TEST_CASE("functions: a call that waits for a state is withdrawn when its caller goes") {
  process_rig rig;
  rig.add_function("f", R"(local time = require('time') local calls = 0
  return {main = function() calls = calls + 1 time.sleep('1s') return calls end})", {kind::serial, 1});
  rig.add("busy", "return {main = function() return require('funcs').call('app:f') end}");
  rig.add("waits", "return {main = function() return require('funcs').call('app:f') end}");
  rig.spawn("busy");
  REQUIRE(rig.pool.run());
  const process_id waits = rig.spawn("waits");
  REQUIRE(rig.pool.run());
  rig.node().names().find(waits)->put(actors::make_terminate(runtime::fault::of(errc::internal, "enough")));
  REQUIRE(rig.pool.run());
  rig.advance(1s);
  CHECK(rig.text(rig.ended["busy"]) == "1");
  rig.spawn("busy");
  REQUIRE(rig.pool.run());
  rig.advance(1s);
  CHECK(rig.text(rig.ended["busy"]) == "2");
}

TEST_CASE("functions: a closed pool refuses calls, those that wait as well") {
  process_rig rig;
  rig.add_function("f", "local time = require('time') return {main = function() time.sleep('1s') return 'done' end}",
                   {kind::serial, 1});
  rig.add("p", R"(local funcs = require("funcs") return {main = function()
    local _, problem = funcs.call("app:f")
    return problem and problem:kind() or _
  end})");
  rig.add("waits", R"(local funcs = require("funcs") return {main = function()
    local _, problem = funcs.call("app:f")
    return problem and problem:kind() or _
  end})");
  rig.spawn("p");
  REQUIRE(rig.pool.run());
  rig.spawn("waits");
  REQUIRE(rig.pool.run());
  rig.functions("app:f")->close(rig.node());
  REQUIRE(rig.pool.run());
  CHECK(rig.text(rig.ended["waits"]) == "Canceled");
  rig.advance(1s);
  CHECK(rig.text(rig.ended["p"]) == "done");
  CHECK(rig.text(rig.run("p")) == "Canceled");
}

TEST_CASE("functions: a cancelled future tells its callee and drops the answer") {
  process_rig rig;
  rig.add_function("f", "return {main = function() process.send('watch', 'reason', process.events():receive().reason) end}");
  rig.add("p", R"(local funcs = require("funcs")
  return {main = function()
    process.registry.register("watch")
    local future = funcs.async("app:f")
    coroutine.yield()
    future:cancel()
    local reason = process.inbox():receive():payload():data()
    return reason .. " " .. tostring(future:is_canceled()) .. " " .. tostring(future:result())
  end})");
  CHECK(rig.text(rig.run("p")) == "caller context canceled true nil");
}

TEST_CASE("functions: nobody handles it") {
  process_rig rig;
  rig.add("p", "local funcs = require('funcs') return {main = function() local _, e = funcs.call('app:ghost') return e:message() end}");
  CHECK(rig.text(rig.run("p")) == "no handler registered for target: app:ghost");
}
