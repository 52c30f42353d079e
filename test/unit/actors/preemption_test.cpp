// Preemption on the pool by hand: no threads, no clock, the same points in every run.
#include "test/support/process_rig.hpp"

#include <string>

using namespace troupe;
using namespace troupe::test;

namespace {

// Two processes that never wait, and one that hears of them: which spinner it heard of, in order.
std::string interleaving(int instructions) {
  process_rig rig;
  const char* spinner = R"(return {main = function()
    local n = 0
    while true do
      n = n + 1
      if n % 1000 == 0 then process.send("scribe", "turn", process.id():sub(-1)) end
    end
  end})";
  rig.add("a", spinner);
  rig.add("b", spinner);
  rig.add("scribe", R"(
    process.registry.register("scribe")
    return {main = function(a, b)
      local turns, seen = process.listen("turn"), ""
      while #seen < 24 do seen = seen .. turns:receive() end
      process.terminate(a)
      process.terminate(b)
      return seen
    end})");
  const process_id a = rig.spawn("a");
  const process_id b = rig.spawn("b");
  runtime::value_writer pids;
  pids.text(a.text());
  pids.text(b.text());
  rig.pool.preempt_each(instructions);
  rig.spawn("scribe", pids.finish(2));
  REQUIRE(rig.pool.run());
  CHECK(rig.text(rig.ended["a"]) == "fault: process terminated");
  CHECK(rig.text(rig.ended["b"]) == "fault: process terminated");
  CHECK(rig.pool.preemptions() > 0);
  return rig.text(rig.ended["scribe"]);
}

constexpr const char* program = R"(
  local function numbers(n)
    return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end)
  end
  return {main = function()
    local parts, sum = {}, 0
    for i in numbers(5) do sum = sum + i end
    parts[1] = tostring(sum)
    parts[2] = ("a-b-c"):gsub("%a", function(c) return c:upper() end)
    local list = {5, 3, 1, 4, 2}
    table.sort(list, function(x, y) return x > y end)
    parts[3] = table.concat(list)
    local ok, problem = pcall(function() error({n = 7}) end)
    parts[4] = tostring(ok) .. problem.n
    local counted = setmetatable({}, {__index = function(_, key) return key .. "!" end})
    parts[5] = counted.x .. counted.y
    local done = channel.new(1)
    coroutine.spawn(function() done:send(#parts) end)
    parts[6] = tostring((done:receive()))
    return table.concat(parts, " ")
  end})";
constexpr const char* program_result = "15 A-B-C 54321 false7 x!y! 5";

}  // namespace

TEST_CASE("preemption: two processes that spin and a third take turns, the same ones in every run") {
  const std::string long_turns = interleaving(30'000);
  const std::string short_turns = interleaving(3'000);
  CHECK(long_turns == interleaving(30'000));
  CHECK(short_turns == interleaving(3'000));
  CHECK(short_turns != long_turns);
  CHECK(long_turns.find('b') != std::string::npos);
  // A short turn is less than a thousand rounds of the loop: each hears of the other in between.
  CHECK(short_turns.find("aaa") == std::string::npos);
  CHECK(short_turns.find("bbb") == std::string::npos);
}

TEST_CASE("preemption: whatever the instruction at which it comes, a program ends with the same result") {
  for (int at = 1; at <= 600; ++at) {
    process_rig rig;
    rig.add("p", program);
    rig.spawn("p");
    rig.pool.step();  // the chunk is loaded and main has run until it waits or is preempted
    rig.pool.preempt_next(at);
    REQUIRE(rig.pool.run());
    CHECK_MESSAGE(rig.text(rig.ended["p"]) == program_result, "preempted after " << at << " instructions");
  }
}

TEST_CASE("preemption: by every single instruction a program ends with the same result") {
  for (const int each : {1, 2, 3, 7, 31}) {
    process_rig rig;
    rig.add("p", program);
    rig.pool.preempt_each(each);
    rig.spawn("p");
    REQUIRE(rig.pool.run());
    CHECK_MESSAGE(rig.text(rig.ended["p"]) == program_result, "preempted after each " << each << " instructions");
    CHECK(rig.pool.preemptions() > 0);
  }
}

TEST_CASE("preemption: one that was preempted waits behind those that were woken") {
  process_rig rig;
  rig.add("spins", "return {main = function() local n = 0 while n < 1000 do n = n + 1 end process.send('log', 'e', 'spun') end}");
  rig.add("quick", "return {main = function() process.send('log', 'e', 'quick') end}");
  rig.add("log", R"(process.registry.register("log")
    return {main = function()
      local e = process.listen("e")
      return e:receive() .. " " .. e:receive()
    end})");
  rig.spawn("log");
  REQUIRE(rig.pool.run());
  rig.spawn("spins");
  rig.pool.preempt_next(100);
  rig.spawn("quick");
  REQUIRE(rig.pool.run());
  CHECK(rig.pool.preemptions() == 1);
  CHECK(rig.text(rig.ended["log"]) == "quick spun");
}

TEST_CASE("preemption: one that is terminated does not wait behind a crowd that spins") {
  process_rig rig;
  rig.add("spins", "return {main = function() while true do end end}");
  std::vector<process_id> crowd;
  rig.pool.preempt_each(1000);
  for (int i = 0; i < 50; ++i)
    crowd.push_back(rig.spawn("spins"));
  for (int i = 0; i < 120; ++i)
    rig.pool.step();
  const auto terminate = [&](process_id who) {
    CHECK(rig.node().names().find(who)->terminate(runtime::fault::undecided(errc::internal, "process terminated")));
  };
  for (const size_t which : {49, 0, 20}) {
    terminate(crowd[which]);
    rig.pool.step();
    CHECK_FALSE(rig.node().names().find(crowd[which]));
  }
  CHECK(rig.node().names().count() == 47);
  for (const process_id who : crowd)
    if (rig.node().names().find(who))
      terminate(who);
  REQUIRE(rig.pool.run(47));
  CHECK(rig.node().names().count() == 0);
}

TEST_CASE("preemption: one that is terminated while it runs ends with its slice") {
  process_rig rig;
  rig.add("victim", R"(return {main = function(killer)
    process.send(killer, "now", process.pid())
    while true do end
  end})");
  rig.add("killer", R"(return {main = function()
    process.terminate(process.inbox():receive():payload():data())
    return "done"
  end})");
  const process_id killer = rig.spawn("killer");
  REQUIRE(rig.pool.run());
  rig.pool.preempt_each(5000);
  const process_id victim = rig.spawn("victim", runtime::value::of(killer.text()));
  rig.pool.step();  // the victim: it has sent, and is preempted
  CHECK(rig.pool.preemptions() == 1);
  rig.pool.step();  // the killer
  CHECK(rig.text(rig.ended["killer"]) == "done");
  rig.pool.step();
  CHECK_FALSE(rig.node().names().find(victim));
}

TEST_CASE("preemption: links end a tree of spinners generation by generation, before anyone else has a turn") {
  process_rig rig;
  rig.add("node", R"(return {main = function(depth)
    if depth > 0 then
      process.spawn_linked("app:node", "app:host", depth - 1)
      process.spawn_linked("app:node", "app:host", depth - 1)
    end
    while true do end
  end})");
  rig.add("bystander", "return {main = function() while true do end end}");
  rig.pool.preempt_each(1000);
  const process_id root = rig.spawn("node", runtime::value::of(4.0));
  std::vector<process_id> bystanders;
  for (int i = 0; i < 20; ++i)
    bystanders.push_back(rig.spawn("bystander"));
  for (int i = 0; i < 500; ++i)
    rig.pool.step();
  REQUIRE(rig.node().names().count() == 31 + 20);
  rig.node().names().find(root)->terminate(runtime::fault::undecided(errc::internal, "process terminated"));
  for (int i = 0; i < 31; ++i)
    rig.pool.step();
  CHECK(rig.node().names().count() == 20);
  for (const process_id who : bystanders)
    rig.node().names().find(who)->terminate(runtime::fault::undecided(errc::internal, "process terminated"));
  REQUIRE(rig.pool.run(20));
}
