#include "actors/crash_report.hpp"

#include "actors/explanation.hpp"
#include "actors/letters.hpp"
#include "actors/recent_topics.hpp"
#include "test/support/process_rig.hpp"

using namespace troupe;
using namespace troupe::test;
using namespace std::chrono_literals;

namespace {

// The error records of a life, as their fields.
class error_records {
public:
  error_records() {
    log::listen([this](const log::record& each) {
      if (each.severity == log::level::error)
        all.emplace_back(each.fields);
    });
  }
  ~error_records() { log::listen({}); }

  std::string text(const char* field) const {
    REQUIRE(all.size() == 1);
    const document* found = all[0].find(field);
    return found == nullptr ? "(absent)" : found->scalar_text();
  }
  std::vector<std::string> topics() const {
    REQUIRE(all.size() == 1);
    std::vector<std::string> texts;
    for (const document& each : *all[0].find("topics")->as_list())
      texts.push_back(each.scalar_text());
    return texts;
  }

  std::vector<document> all;
};

void send(process_rig& rig, process_id who, const std::string& topic) {
  auto letter = std::make_unique<runtime::message>();
  letter->topic = topic;
  REQUIRE(rig.node().names().find(who)->offer(std::move(letter)) == actors::process::delivery::done);
}

}  // namespace

TEST_CASE("crash report: an uncaught error is one record with the frames of the coroutine that failed") {
  process_rig rig;
  rig.add("p", R"(local function inner() error("boom") end
local function outer()
  inner()
  return 1
end
return {main = function()
  coroutine.spawn(outer)
  channel.new():receive()
end})");
  const error_records records;
  rig.run("p");
  CHECK(records.text("entry") == "app:p");
  CHECK(records.text("pid").starts_with("{app:host|0x"));
  CHECK(records.text("host") == "app:host");
  CHECK(records.text("error") == "app:p:1: boom");
  CHECK(records.text("kind") == "Internal");
  CHECK(records.text("decision") == "none: nobody supervises it");
  const std::string frames = records.text("traceback");
  CHECK(frames.find("app:p:1: in function 'inner'\napp:p:3: in function <app:p:2>") != std::string::npos);
  CHECK(frames.find("main") == std::string::npos);
}

TEST_CASE("crash report: the line of an error that no call of `error` raised") {
  process_rig rig;
  rig.add("p", R"(local function inner(config)
  local name = config.name
  return name
end
return {main = function()
  local got = inner(nil)
  return got
end})");
  const error_records records;
  rig.run("p");
  CHECK(records.text("error") == "app:p:2: attempt to index local 'config' (a nil value)");
  CHECK(records.text("traceback").starts_with("app:p:2: in function 'inner'\napp:p:6: in function <app:p:5>"));
}

TEST_CASE("crash report: the last topics received, oldest first, and what is left in the mailbox") {
  process_rig rig;
  rig.add("p", R"(return {main = function()
    local inbox, stop = process.inbox(), process.listen("stop")
    for i = 1, 9 do inbox:receive() end
    stop:receive()
    return nil, "enough"
  end})");
  const error_records records;
  const process_id who = rig.spawn("p");
  for (int i = 1; i <= 12; ++i)
    send(rig, who, "t" + std::to_string(i));
  send(rig, who, "stop");
  rig.clock.advance(3s);
  REQUIRE(rig.pool.run());
  CHECK(records.topics() == std::vector<std::string>{"t3", "t4", "t5", "t6", "t7", "t8", "t9", "stop"});
  CHECK(records.text("mailbox") == "3");
  CHECK(records.text("uptime") == "3s");
  CHECK(records.text("error") == "enough");
  CHECK(records.text("traceback") == "(absent)");  // it had returned
}

TEST_CASE("crash report: events count as received") {
  process_rig rig;
  rig.add("p", R"(return {main = function()
    local event = process.events():receive()
    error(event.reason, 0)
  end})");
  const error_records records;
  const process_id who = rig.spawn("p");
  rig.node().names().find(who)->put(actors::make_cancel({}, "not in order"));
  REQUIRE(rig.pool.run());
  CHECK(records.topics() == std::vector<std::string>{"pid.cancel"});
  CHECK(records.text("error") == "not in order");
}

TEST_CASE("crash report: an error object that main returns shows where it was made") {
  process_rig rig;
  rig.add("p", "return {main = function()\n return nil, errors.new{message = 'no', kind = errors.NOT_FOUND}\nend}");
  const error_records records;
  rig.run("p");
  CHECK(records.text("kind") == "NotFound");
  CHECK(records.text("traceback").starts_with("app:p:2: in function"));
}

TEST_CASE("crash report: breaking the memory limit is a crash, with the place") {
  process_rig rig;
  rig.host->set_limits({.memory_bytes = size_t{4} << 20});
  rig.add("p", R"(local kept = {}
return {main = function()
  while true do
    pcall(function()
      while true do kept[#kept + 1] = {("x"):rep(100)} end
    end)
  end
end})");
  const error_records records;
  CHECK(rig.text(rig.run("p")) == "fault: memory limit exceeded (4M)");
  CHECK(records.text("error") == "memory limit exceeded (4M)");
  CHECK(records.text("traceback").find("app:p:5: in function <app:p:4>") != std::string::npos);
}

TEST_CASE("crash report: none for ends that somebody asked for") {
  process_rig rig;
  rig.add("waits", "return {main = function() process.inbox():receive() end}");
  rig.add("polite", R"(return {main = function()
    process.events():receive()
    return nil, errors.new{message = "as you wish", kind = errors.CANCELED}
  end})");
  rig.add("linked", R"(return {main = function()
    local child = process.spawn_linked("app:dies", "app:host")
    process.inbox():receive()
  end})");
  rig.add("dies", "return {main = function() process.inbox():receive() end}");
  const error_records records;
  const process_id waits = rig.spawn("waits");
  const process_id polite = rig.spawn("polite");
  REQUIRE(rig.pool.run());
  rig.node().names().find(waits)->put(actors::make_terminate(runtime::fault::of(errc::internal, "process terminated")));
  rig.node().names().find(polite)->put(actors::make_cancel({}, ""));
  REQUIRE(rig.pool.run());
  REQUIRE(rig.ended.size() == 2);
  CHECK(rig.text(rig.ended["polite"]) == "fault: as you wish");
  CHECK(records.all.empty());
}

TEST_CASE("crash report: an error of kind Canceled that nobody asked for is one") {
  process_rig rig;
  rig.add("p", "return {main = function() return nil, errors.new{message = 'bored', kind = errors.CANCELED} end}");
  const error_records records;
  rig.run("p");
  CHECK(records.text("kind") == "Canceled");
}

TEST_CASE("crash report: it says where the error is and what helps, if somebody knows") {
  process_rig rig;
  rig.add("p", "return {main = function() error('boom', 0) end}");
  const error_records records;
  actors::explain_errors_by([](std::string_view error) {
    return error == "boom" ? actors::explanation{"p.lua:1:27", "do not"} : actors::explanation{};
  });
  rig.run("p");
  actors::explain_errors_by({});
  CHECK(records.text("at") == "p.lua:1:27");
  CHECK(records.text("remedy") == "do not");
}

TEST_CASE("crash report: who supervises a process takes the report over") {
  process_rig rig;
  rig.add("p", "return {main = function() error('boom', 0) end}");
  const error_records records;
  runtime::spawn_request request;
  request.entry = "app:p";
  request.host = "app:host";
  std::vector<std::string> order;
  REQUIRE(rig.node().spawn(request, {}, {}, {{}, 0, [&](runtime::outcome&) { order.emplace_back("ended"); }},
                           [&](const actors::crash_report& report) { order.push_back(report.why.message); }));
  REQUIRE(rig.pool.run());
  CHECK(order == std::vector<std::string>{"boom", "ended"});
  CHECK(records.all.empty());
}

TEST_CASE("recent topics: long ones are cut between characters") {
  actors::recent_topics topics;
  CHECK(topics.all().empty());
  topics.note("exactly thirty bytes, this one");
  topics.note("a topic that is longer than thirty bytes");
  topics.note("twenty-nine bytes and then \xC3\xA4\xC3\xB6\xC3\xBC");
  topics.note("");
  CHECK(topics.all()
        == std::vector<std::string>{"exactly thirty bytes, this one", "a topic that is longer than th...",
                                    "twenty-nine bytes and then \xC3\xA4...", ""});
}
