#include "test/support/run_rig.hpp"

using namespace troupe;
using namespace troupe::runtime;
using namespace troupe::runtime::workflow;
using troupe::test::run_rig;
using state = run::state;

namespace {

std::string text_in(const value& of) {
  value_reader from{of};
  return std::string{from.next_text().value_or("-")};
}

double number_in(const value& of) {
  value_reader from{of};
  return from.next_number().value_or(-1);
}

}  // namespace

TEST_CASE("run: a call is a command, its result goes on in the next activation") {
  run_rig rig{"return funcs.call('app:add', 1, 2)"};
  CHECK(rig.give() == state::waiting);
  CHECK(rig.only_command().kind == command_kind::schedule_activity);
  CHECK(rig.only_command().name == "app:add");
  CHECK(rig.only_command().body.count() == 2);
  CHECK(rig.give({run_rig::result_of(1, value::of(3.0))}) == state::closed);
  CHECK(rig.only_command().kind == command_kind::complete);
  CHECK(number_in(rig.only_command().body) == 3);
  CHECK(rig.replay() == state::closed);
}

TEST_CASE("run: what it draws at random it draws again") {
  run_rig rig{"local a = uuid.v4() local b = math.random(1000000) time.sleep('1s') return a .. b .. uuid.v4()"};
  CHECK(rig.give() == state::waiting);
  CHECK(rig.give({{.kind = job_kind::fire_timer, .command = 1}}) == state::closed);
  CHECK(rig.replay() == state::closed);
  CHECK(rig.again->activations() == 2);
}

TEST_CASE("run: the order of pairs repeats") {
  run_rig rig{R"(local t, all = {}, ''
    for i = 1, 50 do t['key' .. i * 7919] = i end
    for k in pairs(t) do all = all .. k .. ' ' end
    funcs.call('app:' .. #all, all)
    for k in pairs(t) do funcs.call('app:f', k) end)"};
  CHECK(rig.give() == state::waiting);
  const std::string first = text_in(rig.only_command().body);
  for (uint64_t i = 1; i <= 51; ++i)
    rig.give({run_rig::result_of(i, value::nil())});
  CHECK(rig.replay() == state::closed);
  run_rig other{""};
  other.code = rig.code;
  other.give();
  CHECK(text_in(other.only_command().body) == first);
}

TEST_CASE("run: other code than the record's is a divergence that names both, and Lua sees nothing of it") {
  run_rig rig{"funcs.call('app:a') funcs.call('app:b')"};
  rig.give();
  rig.give({run_rig::result_of(1, value::nil())});
  rig.change("pcall(funcs.call, 'app:a')\npcall(funcs.call, 'app:c')\nerror('seen')");
  CHECK(rig.replay() == state::diverged);
  CHECK(rig.again->problem().activation == 1);
  CHECK(rig.again->problem().recorded == "schedule_activity app:b");
  CHECK(rig.again->problem().attempted == "schedule_activity app:c");
  CHECK(rig.again->problem().position == "app:flow:4");
  CHECK(rig.again->problem().text() == "command 2 of activation 1: the record says schedule_activity app:b, the code did schedule_activity app:c "
                                       "(app:flow:4)");
}

TEST_CASE("run: a divergence in tail position, where no frame is left, names the method") {
  run_rig rig{"funcs.call('app:a') return 1"};
  rig.give();
  rig.change("return funcs.call('app:b')");
  CHECK(rig.replay() == state::diverged);
  CHECK(rig.again->problem().position == "app:flow:2");
}

TEST_CASE("run: code that does less, or ends early, diverges as well") {
  run_rig rig{"funcs.call('app:a') funcs.call('app:b')"};
  rig.give();
  rig.give({run_rig::result_of(1, value::nil())});
  rig.change("funcs.call('app:a') process.inbox():receive()");
  CHECK(rig.replay() == state::diverged);
  CHECK(rig.again->problem().attempted.empty());
  rig.change("funcs.call('app:a') return 1");
  CHECK(rig.replay() == state::diverged);
  CHECK(rig.again->problem().attempted == "complete_workflow_execution");
}

TEST_CASE("run: arguments and durations may change") {
  run_rig rig{"funcs.call('app:a', 1) time.sleep('1h')"};
  rig.give();
  rig.give({run_rig::result_of(1, value::nil())});
  rig.change("funcs.call('app:a', 2) time.sleep('2h')");
  CHECK(rig.replay() == state::waiting);
}

TEST_CASE("run: a version is recorded once, and -1 where the code did not ask yet") {
  SUBCASE("asked from the beginning") {
    run_rig rig{"local v = workflow.version('x', 1, 2) funcs.call('app:' .. v) return workflow.version('x', 1, 2)"};
    rig.give();
    rig.change("local v = workflow.version('x', 1, 3) funcs.call('app:' .. v) return workflow.version('x', 1, 3)");
    CHECK(rig.replay() == state::waiting);
    rig.live = std::move(rig.again);
    CHECK(rig.give({run_rig::result_of(2, value::nil())}) == state::closed);
    CHECK(number_in(rig.only_command().body) == 2);
  }
  SUBCASE("asked later") {
    run_rig rig{"funcs.call('app:old') funcs.call('app:b')"};
    rig.give();
    rig.change("if workflow.version('x', -1, 1) == -1 then funcs.call('app:old') else funcs.call('app:new') end return workflow.version('x', -1, 1)");
    CHECK(rig.replay() == state::waiting);
    rig.live = std::move(rig.again);
    CHECK(rig.give({run_rig::result_of(1, value::nil())}) == state::closed);
    CHECK(number_in(rig.only_command().body) == -1);
  }
  SUBCASE("no longer asked") {
    run_rig rig{"workflow.version('x', 1, 1) funcs.call('app:a') return 1"};
    rig.give();
    rig.give({run_rig::result_of(2, value::nil())});
    rig.change("funcs.call('app:a') return 1");
    CHECK(rig.replay() == state::closed);
  }
  SUBCASE("no longer served") {
    run_rig rig{"workflow.version('x', 1, 1) funcs.call('app:a')"};
    rig.give();
    rig.change("workflow.version('x', 2, 3) funcs.call('app:a')");
    CHECK(rig.replay() == state::diverged);
    CHECK(rig.again->problem().recorded == "version 1 of x");
  }
}

TEST_CASE("run: whether somebody is there is asked once and recorded, also that nobody was") {
  run_rig rig{"local ok, err = process.send('logger', 'line', 1) local no, why = process.send('nobody', 'x') time.sleep(1) return tostring(ok) .. why:kind()"};
  rig.known["logger"] = surroundings::receiver::process;
  rig.give();
  CHECK(rig.asked == 2);
  const activation first = rig.last();
  CHECK(first.commands[0].kind == command_kind::send);
  CHECK(first.commands[1].failure);
  rig.known.clear();
  CHECK(rig.replay() == state::waiting);
  CHECK(rig.asked == 2);
  rig.live = std::move(rig.again);
  CHECK(rig.give({{.kind = job_kind::fire_timer, .command = 3}}) == state::closed);
  CHECK(text_in(rig.only_command().body) == "trueNotFound");
}

TEST_CASE("run: time stands still within an activation") {
  run_rig rig{"local a = time.now():unix_nano() for i = 1, 1e5 do end local b = time.now():unix_nano() time.sleep('1ms') return b - a, time.now():unix_nano()"};
  rig.give({}, 5'000'000'000);
  CHECK(rig.only_command().number == 5'001'000'000);
  CHECK(rig.give({{.kind = job_kind::fire_timer, .command = 1}}, 4'000'000'000) == state::closed);  // the clock went back
  CHECK(rig.last().time_ns == 5'000'000'000);
  CHECK(number_in(rig.only_command().body) == 0);
}

TEST_CASE("run: a ticker's timers follow each other") {
  run_rig rig{"local t = time.ticker('1s') for i = 1, 3 do t:response():receive() end t:stop() return 'done'"};
  rig.give({}, 0);
  for (uint64_t i = 1; i <= 3; ++i)
    rig.give({{.kind = job_kind::fire_timer, .command = i}}, static_cast<int64_t>(i) * 1'000'000'000);
  CHECK(rig.last().commands.back().kind == command_kind::complete);
  CHECK(rig.replay() == state::closed);
}

TEST_CASE("run: lines are logged once") {
  run_rig rig{"print('a') time.sleep(1) print('b')"};
  rig.give();
  CHECK(rig.live->take_logged().size() == 1);
  rig.give({{.kind = job_kind::fire_timer, .command = 1}});
  CHECK(rig.live->take_logged().front().message == "b");
  CHECK(rig.replay() == state::closed);
  CHECK(rig.again->take_logged().empty());
}

TEST_CASE("run: what cannot be encoded fails it") {
  run_rig rig{"local t = {} t.t = t funcs.call('app:f', t)"};
  CHECK(rig.give() == state::closed);
  CHECK(rig.only_command().kind == command_kind::fail);
  CHECK(rig.only_command().failure->message.find("recursively nested") != std::string::npos);
}

TEST_CASE("run: calls answered in one activation are answered before messages, ends of children come last") {
  run_rig rig{R"(local inbox, events = process.inbox(), process.events()
    local order = ''
    coroutine.spawn(function() local m = inbox:receive() order = order .. m:topic() .. ' ' end)
    coroutine.spawn(function() events:receive() order = order .. 'exit ' end)
    process.spawn('app:child', 'x')
    funcs.call('app:f') order = order .. 'call '
    time.sleep(1)
    return order)"};
  rig.give();
  CHECK(rig.only_command().kind == command_kind::start_child);
  rig.give({{.kind = job_kind::resolve_child_start, .command = 1}});
  rig.give({{.kind = job_kind::resolve_child, .command = 1}, {.kind = job_kind::signal, .topic = "hello"}, run_rig::result_of(2, value::nil())});
  const activation third = rig.last();
  CHECK(third.jobs[0].kind == job_kind::resolve_activity);
  CHECK(third.jobs[2].kind == job_kind::resolve_child);
  CHECK(rig.give({{.kind = job_kind::fire_timer, .command = 3}}) == state::closed);
  CHECK(text_in(rig.only_command().body) == "call hello exit ");
  CHECK(rig.replay() == state::closed);
}

TEST_CASE("run: verdicts on what the code may do are recorded, whoever it runs for later") {
  constexpr std::string_view code = R"(local seen = {}
    local function note(value, err) seen[#seen + 1] = err and err:kind() or 'allowed' end
    note(funcs.call('app:a'))
    note(workflow.exec('app:b'))
    note(process.spawn('app:b', 'app:workflows'))
    note(process.send('{app:host|0x00001}', 'x'))
    note(funcs.new():with_context({a = 1}))
    seen[#seen + 1] = tostring((pcall(process.with_context, {a = 1})))
    process.inbox():receive()
    return table.concat(seen, ' '))";
  run_rig rig{code};
  rig.known["{app:host|0x00001}"] = run_rig::receiver::process;
  rig.who = security::strict_nobody();
  CHECK(rig.give() == state::waiting);
  CHECK(rig.last().commands.size() == 6);
  rig.give({{.kind = job_kind::signal, .topic = "go"}});
  const std::string seen = text_in(rig.only_command().body);
  CHECK(seen == "PermissionDenied PermissionDenied PermissionDenied PermissionDenied PermissionDenied false");
  rig.who = nullptr;
  CHECK(rig.replay() == state::closed);
  // Code that does not ask any more fits too.
  rig.change(std::string{code}.replace(code.find("note(funcs.new"), std::string_view{"note(funcs.new():with_context({a = 1}))"}.size(),
                                       "seen[#seen + 1] = 'PermissionDenied'"));
  CHECK(rig.replay() == state::closed);
}
