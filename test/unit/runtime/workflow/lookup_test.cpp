#include "runtime/workflow/lookup.hpp"
#include "workflow_rig.hpp"

using namespace troupe;
using namespace troupe::runtime::workflow;
using test::workflow_rig;

namespace {

std::string found(const workflow_rig& rig, std::string_view name) {
  const auto txn = rig.read();
  const auto what = look_up(*rig.tables, txn, name);
  return what ? what->row.pid() : std::string{kind_name(code_of(what.error()))};
}

// Workflow ids, the newest first.
std::string listed(const workflow_rig& rig, uint64_t before = 0, size_t most = SIZE_MAX) {
  std::string text;
  const auto txn = rig.read();
  size_t seen = 0;
  REQUIRE_FALSE(each_workflow(*rig.tables, txn, before, [&](uint64_t, const chain_row& chain, const run_row&) {
    text += (text.empty() ? "" : " ") + chain.workflow_id;
    return ++seen < most;
  }));
  return text;
}

}  // namespace

TEST_CASE("lookup: a workflow is found by its PID, with or without braces, and by its id alone") {
  workflow_rig rig;
  rig.start("app:client@app:worker", "a");
  rig.start("app:workflows", "b");
  CHECK(found(rig, "{app:workflows|b}") == "{app:workflows|b}");
  CHECK(found(rig, "app:workflows|b") == "{app:workflows|b}");
  CHECK(found(rig, "b") == "{app:workflows|b}");
  CHECK(found(rig, "{app:client@app:worker|a}") == "{app:client@app:worker|a}");
  CHECK(found(rig, "app:worker|a") == "{app:client@app:worker|a}");
  CHECK(found(rig, "worker|a") == "NotFound");
  CHECK(found(rig, "app:workflows|a") == "NotFound");
  CHECK(found(rig, "c") == "NotFound");
  CHECK(found(rig, "") == "NotFound");
}

TEST_CASE("lookup: an id that two hosts have is refused, naming both") {
  workflow_rig rig;
  rig.start("app:one", "a");
  rig.start("app:one", "b");
  rig.start("app:two", "a");
  CHECK(found(rig, "a") == "Conflict");
  CHECK(found(rig, "app:two|a") == "{app:two|a}");
  const auto txn = rig.read();
  CHECK(message_of(look_up(*rig.tables, txn, "a").error()).find("{app:one|a}, {app:two|a}") != std::string::npos);
}

TEST_CASE("lookup: workflows come the newest first, each once, by pages") {
  workflow_rig rig;
  CHECK(listed(rig).empty());
  const auto a = rig.start("app:one", "a");
  const auto b = rig.start("app:one", "b");
  rig.start("app:one", "c");
  CHECK(listed(rig) == "c b a");
  CHECK(listed(rig, 0, 2) == "c b");
  CHECK(listed(rig, b.run) == "a");
  CHECK(listed(rig, a.run).empty());
  rig.stop(a.chain);
  rig.start("app:one", "a");  // again: the newest now
  CHECK(listed(rig) == "a c b");
}

TEST_CASE("lookup: the runs of a workflow are its own, the newest first") {
  workflow_rig rig;
  const auto a = rig.start("app:one", "a");
  rig.start("app:one", "b");
  rig.stop(a.chain);
  rig.start("app:one", "a");
  const auto txn = rig.read();
  const auto which = look_up(*rig.tables, txn, "a");
  REQUIRE(which);
  const auto runs = runs_of(*rig.tables, txn, *which, 10);
  REQUIRE(runs);
  REQUIRE(runs->size() == 2);
  CHECK(runs->at(0).row.start.run_id == "run-3");
  CHECK(runs->at(0).row.open());
  CHECK(runs->at(1).row.start.run_id == "run-1");
  CHECK(runs->at(1).row.status == run_status::terminated);
  CHECK(runs_of(*rig.tables, txn, *which, 1)->size() == 1);
}
