#include "actors/letters.hpp"
#include "test/support/process_rig.hpp"

using namespace troupe;
using namespace troupe::test;
using namespace std::chrono_literals;

namespace {

// A function that fails with the kind it is given until it was called often enough.
constexpr const char* flaky = R"(local calls = 0
  return {main = function(fails, kind, retryable)
    calls = calls + 1
    if calls <= fails then
      return nil, errors.new{message = "attempt " .. calls, kind = kind, retryable = retryable}
    end
    return calls
  end})";

// A process that calls it with options and tells the outcome.
std::string caller(const std::string& options, const std::string& arguments) {
  return "local funcs = require('funcs') return {main = function() local v, e = funcs.new():with_options(" + options
         + "):call('app:f', " + arguments + ") return e and (e:kind() .. ' ' .. e:message()) or v end}";
}

}  // namespace

TEST_CASE("calls: a failed one is tried again after growing delays, until it works") {
  process_rig rig;
  rig.add_function("f", flaky);
  rig.add("p", caller("{retry = {max_attempts = 4, initial_delay = 100, max_delay = '150ms', jitter = 0}}", "3, errors.UNAVAILABLE"));
  rig.spawn("p");
  REQUIRE(rig.pool.run());
  for (const auto delay : {100ms, 150ms, 150ms}) {
    rig.advance(delay - 1ms);
    CHECK(rig.ended.empty());
    rig.advance(1ms);
  }
  CHECK(rig.text(rig.ended["p"]) == "4");
  CHECK(rig.node().timers().armed() == 1);  // the pool's look at its idle state
}

TEST_CASE("calls: attempts are counted, and errors that cannot pass are not tried again") {
  process_rig rig;
  rig.add_function("f", flaky);
  rig.add("limit", caller("{retry = {max_attempts = 2, initial_delay = 1}}", "9, errors.UNAVAILABLE, true"));
  rig.spawn("limit");
  REQUIRE(rig.pool.run());
  rig.advance(2ms);
  CHECK(rig.text(rig.ended["limit"]) == "Unavailable attempt 2");
  rig.add("final", caller("{retry = {max_attempts = 5}}", "9, errors.UNAVAILABLE, false"));
  CHECK(rig.text(rig.run("final")) == "Unavailable attempt 3");
  rig.add("invalid", caller("{retry = {max_attempts = 5}}", "9, errors.INVALID, true"));
  CHECK(rig.text(rig.run("invalid")) == "Invalid attempt 4");
}

TEST_CASE("calls: the entry's own options hold where the caller says nothing") {
  process_rig rig;
  rig.add_function("f", flaky);
  rig.entry_options["app:f"] = document{document::map{{"retry", document{document::map{{"max_attempts", 2}, {"initial_delay", 1}}}}}};
  rig.add("p", "return {main = function() return require('funcs').call('app:f', 1, errors.UNAVAILABLE) end}");
  rig.spawn("p");
  REQUIRE(rig.pool.run());
  rig.advance(2ms);
  CHECK(rig.text(rig.ended["p"]) == "2");
}

TEST_CASE("calls: a wrong option is an error that names it") {
  process_rig rig;
  rig.add_function("f", flaky);
  rig.add("p", caller("{timeout = 'soon'}", "0"));
  CHECK(rig.text(rig.run("p")).starts_with("Invalid call option timeout must be"));
}

TEST_CASE("calls: one that takes too long ends with Timeout, and its callee is told") {
  process_rig rig;
  rig.add_function("f", "return {main = function() process.send('watch', 'reason', process.events():receive().reason) end}");
  rig.add("p", R"(local funcs = require("funcs")
  return {main = function()
    process.registry.register("watch")
    local v, e = funcs.new():with_options({timeout = 50}):call("app:f")
    return e:kind() .. " " .. e:message() .. "; " .. process.inbox():receive():payload():data()
  end})");
  rig.spawn("p");
  REQUIRE(rig.pool.run());
  rig.advance(49ms);
  CHECK(rig.ended.empty());
  rig.advance(1ms);
  CHECK(rig.text(rig.ended["p"]) == "Timeout call of app:f took longer than 50ms; caller context canceled");
}

TEST_CASE("calls: a deadline ends the delay between two attempts too; an answer in time disarms it") {
  process_rig rig;
  rig.add_function("f", flaky);
  rig.add("late", caller("{timeout = 50, retry = {max_attempts = 3, initial_delay = 1000}}", "1, errors.UNAVAILABLE"));
  rig.spawn("late");
  REQUIRE(rig.pool.run());
  rig.advance(50ms);
  CHECK(rig.text(rig.ended["late"]).starts_with("Timeout"));
  rig.add("quick", caller("{timeout = 50}", "0"));
  CHECK(rig.text(rig.run("quick")) == "2");
  CHECK(rig.node().timers().armed() == 1);
}

TEST_CASE("calls: futures are tried again as well, and a cancelled one is not") {
  process_rig rig;
  rig.add_function("f", flaky);
  rig.add("p", R"(local funcs = require("funcs")
  return {main = function()
    local patient = funcs.new():with_options({retry = {max_attempts = 3, initial_delay = 10, jitter = 0}})
    local first = patient:async("app:f", 1, errors.UNAVAILABLE)
    local value = first:response():receive():data()
    local second = patient:async("app:f", 9, errors.UNAVAILABLE)
    require("time").sleep("5ms")
    second:cancel()
    return value
  end})");
  rig.spawn("p");
  REQUIRE(rig.pool.run());
  rig.advance(10ms);
  rig.advance(5ms);
  CHECK(rig.text(rig.ended["p"]) == "2");
  CHECK(rig.node().timers().armed() == 1);
}

TEST_CASE("calls: a process called like a function hears when its caller has gone, however that ended") {
  for (const bool by_force : {true, false}) {
    process_rig rig;
    rig.callable.insert("app:child");
    rig.add("child", "return {main = function() local e = process.events():receive() return e.kind .. ' ' .. e.reason end}");
    rig.add("watch", R"(return {main = function()
      process.registry.register("watch")
      process.monitor((process.inbox():receive():payload():data()))
      return process.events():receive().result.value
    end})");
    rig.add("caller", by_force ? "return {main = function() require('funcs').call('app:child') end}"
                               : "local funcs, time = require('funcs'), require('time') return {main = function() "
                                 "coroutine.spawn(function() time.sleep('1s') error('crash') end) funcs.call('app:child') end}");
    rig.spawn("watch");
    REQUIRE(rig.pool.run());
    const process_id who = rig.spawn("caller");
    REQUIRE(rig.pool.run());
    const process_id child{who.host, who.number + 1};
    REQUIRE(rig.node().names().find(child));
    auto letter = std::make_unique<runtime::message>();
    letter->topic = "child";
    letter->body = runtime::value::of(child.text());
    rig.node().names().find(rig.node().names().lookup("watch"))->put(std::move(letter));
    REQUIRE(rig.pool.run());
    if (by_force) {
      rig.node().names().find(who)->put(actors::make_terminate(runtime::fault::of(errc::internal, "enough")));
      REQUIRE(rig.pool.run());
    } else {
      rig.advance(1s);
    }
    CHECK(rig.text(rig.ended["watch"]) == "pid.cancel caller context canceled");
  }
}

TEST_CASE("calls: an upgrade cancels what the old code asked for, and its late answer is nobody's") {
  process_rig rig;
  rig.add_function("f", "local time = require('time') return {main = function(span, what) time.sleep(span) return what end}");
  rig.add("p", R"(local funcs = require("funcs")
  return {main = function(again)
    if again then return funcs.call("app:f", "2s", "new") end
    coroutine.spawn(function() funcs.call("app:f", "1s", "old") end)
    process.upgrade("", true)
  end})");
  rig.spawn("p");
  REQUIRE(rig.pool.run());
  rig.advance(1s);
  rig.advance(1s);
  CHECK(rig.text(rig.ended["p"]) == "new");
}
