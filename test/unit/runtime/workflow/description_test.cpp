#include "runtime/workflow/description.hpp"

#include "config/document_text.hpp"

#include <doctest/doctest.h>

using namespace troupe;
using namespace troupe::runtime;
using namespace troupe::runtime::workflow;

namespace {

value items(std::initializer_list<document> list) {
  value_writer to;
  for (const document& each : list)
    to.append(each);
  return to.finish(list.size());
}

}  // namespace

TEST_CASE("description: times have milliseconds, none is no text") {
  CHECK(time_text(0).empty());
  CHECK(time_text(1'769'903'999'045'000'000) == "2026-01-31T23:59:59.045Z");
}

TEST_CASE("description: the items of a value, also nil and none") {
  CHECK(to_json(items_of({})) == "[]");
  CHECK(to_json(items_of(items({document{1}, document{}, document{document::list{document{"a"}, document{2}}}}))) == R"([1,null,["a",2]])");
}

TEST_CASE("description: jobs say what they answer, who sent them and what came of it") {
  CHECK(line_of({.kind = job_kind::fire_timer, .command = 4}, 100) == "fire_timer 4");
  CHECK(line_of({.kind = job_kind::resolve_activity, .command = 3, .body = items({document{42}})}, 100) == "resolve_activity 3: 42");
  const job failed{.kind = job_kind::resolve_activity, .command = 3, .failure = fault::of(errc::timeout, "too late")};
  CHECK(line_of(failed, 100) == "resolve_activity 3: error Timeout: too late");
  CHECK(to_json(describe(failed))
        == R"({"job":"resolve_activity","command":3,"error":{"kind":"Timeout","message":"too late","retryable":false}})");
  const job sent{.kind = job_kind::signal, .topic = "paid", .sender = "{app:p|0x1}", .body = items({document{1}, document{"x"}})};
  CHECK(line_of(sent, 100) == R"(signal_workflow paid (1, "x") from {app:p|0x1})");
  CHECK(to_json(describe(sent)) == R"({"job":"signal_workflow","topic":"paid","sender":"{app:p|0x1}","payloads":[1,"x"]})");
  CHECK(line_of({.kind = job_kind::cancel, .reason = "enough"}, 100) == "cancel_workflow: enough");
}

TEST_CASE("description: commands are numbered, and say what they are about in a command's own words") {
  const command charge{.kind = command_kind::schedule_activity, .name = "app:charge", .body = items({document{7}, document{"eur"}})};
  CHECK(line_of(charge, 100) == R"(schedule_activity app:charge (7, "eur"))");
  CHECK(to_json(describe(9, charge)) == R"({"number":9,"command":"schedule_activity","name":"app:charge","arguments":[7,"eur"]})");
  const command timer{.kind = command_kind::start_timer, .number = 1'500'000'000};
  CHECK(line_of(timer, 100) == "start_timer until 1970-01-01T00:00:01.500Z");
  CHECK(to_json(describe(1, timer)) == R"({"number":1,"command":"start_timer","until":"1970-01-01T00:00:01.500Z"})");
  CHECK(line_of({.kind = command_kind::cancel_timer, .number = 3}, 100) == "cancel_timer 3");
  CHECK(line_of({.kind = command_kind::set_version, .name = "tax", .number = 2}, 100) == "set_patch_marker tax = 2");
  CHECK(line_of({.kind = command_kind::complete, .body = items({document{"done"}})}, 100) == R"(complete_workflow_execution: "done")");
  CHECK(line_of({.kind = command_kind::ask_permission, .name = "funcs.context", .detail = "context"}, 100)
        == "ask_permission funcs.context context: refused");
  const command refused{.kind = command_kind::send, .name = "{app:p|0x1}", .detail = "x", .failure = fault::of(errc::not_found, "nobody")};
  CHECK(line_of(refused, 100) == "send {app:p|0x1} x (): error NotFound: nobody");
}

TEST_CASE("description: long values are cut between characters") {
  const command long_one{.kind = command_kind::complete, .body = items({document{std::string(50, 'a')}})};
  CHECK(line_of(long_one, 6) == "complete_workflow_execution: \"aaaaa...");
  const command umlauts{.kind = command_kind::complete, .body = items({document{"äää"}})};
  CHECK(line_of(umlauts, 4) == "complete_workflow_execution: \"ä...");
}

TEST_CASE("description: first messages of a child are shown as payloads, not as bytes") {
  const value body = items({document{1}, document{document::map{{"a", document{2}}}}});
  command child{.kind = command_kind::start_child, .name = "app:child", .detail = "c-1"};
  child.options = document{document::map{
    {"messages", document{document::list{document{document::map{{"topic", document{"go"}}, {"body", document{body.bytes()}}}}}}}}};
  CHECK(to_json(describe(1, child))
        == R"({"number":1,"command":"start_child_workflow_execution","name":"app:child","workflow_id":"c-1",)"
           R"("options":{"messages":[{"topic":"go","payloads":[1,{"a":2}]}]}})");
}

TEST_CASE("description: a run that is open has no end; somebody may know better than the row how it does") {
  chain_row chain{"app:w", "a", 1};
  run_row row;
  row.start.entry = "app:order";
  row.start.run_id = "r";
  row.started_ns = 1'500'000'000;
  CHECK(to_json(describe(chain, row, "blocked"))
        == R"({"pid":"{app:w|a}","workflow_id":"a","host":"app:w","type":"app:order","status":"blocked",)"
           R"("started":"1970-01-01T00:00:01.500Z","ended":null,"run_id":"r","attempt":1})");
  row.status = run_status::timed_out;
  row.closed_ns = 2'500'000'000;
  const document shown = describe(chain, row);
  CHECK(*shown.find("status")->as_string() == "timed_out");
  CHECK(*shown.find("ended")->as_string() == "1970-01-01T00:00:02.500Z");
}
