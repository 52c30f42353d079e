#include "workflow_rig.hpp"

using namespace troupe;
using namespace troupe::runtime::workflow;
using test::workflow_rig;

namespace {

start_order order_of(const std::string& id, size_t messages) {
  start_order order;
  order.row.start.host = "app:workflows";
  order.row.start.workflow_id = id;
  order.row.start.entry = "app:order";
  order.drawn.id = id;
  order.messages.assign(messages, job{.kind = job_kind::signal, .topic = "x"});
  return order;
}

}  // namespace

TEST_CASE("transition: one commit stores any number of messages, and the next one goes on after them") {
  constexpr size_t many = (size_t{1} << 20U) + 1;
  workflow_rig rig;
  started first, second;
  rig.write([&](transition& to) { first = *to.start(order_of("a", many)); });
  rig.write([&](transition& to) { second = *to.start(order_of("b", 1)); });
  CHECK(first.run > first.chain + many);
  CHECK(second.chain > first.run);
  const auto txn = rig.read();
  CHECK(*txn.count(rig.tables->tables.waiting) == many + 1);
  const auto waiting = rig.tables->waiting(txn, second.chain, 0);
  REQUIRE(waiting);
  REQUIRE(waiting->size() == 1);
  CHECK(waiting->front().arrival > second.chain);
}

TEST_CASE("transition: numbers go on where those that a commit was given by its own number end") {
  workflow_rig rig;
  const started before = rig.start("app:workflows", "a");
  uint64_t used = 0;
  {
    auto txn = runtime::journal::write_txn::begin(*rig.env);
    REQUIRE(txn);
    used = (txn->id() << 20U) + 5;  // as earlier versions numbered
    REQUIRE(*txn->erase(rig.tables->tables.facts, "last_number"));
    REQUIRE_FALSE(std::move(*txn).commit());
  }
  const started after = rig.start("app:workflows", "b");
  CHECK(after.chain > used);
  CHECK(after.chain > before.run);
}

TEST_CASE("transition: a closed run is kept as long as its own host says, whoever closes it") {
  workflow_rig rig;
  rig.retention = [](const std::string& host) { return host == "app:long" ? std::chrono::hours{48} : std::chrono::hours{1}; };
  const started brief = rig.start("app:brief", "a");
  rig.stop(brief.chain);
  const int64_t brief_closed = rig.now_ns;
  const started kept = rig.start("app:long", "b");
  rig.stop(kept.chain);
  const auto txn = rig.read();
  const auto due = rig.tables->due(txn, {}, INT64_MAX, 10);
  REQUIRE(due);
  REQUIRE(due->size() == 2);
  CHECK((*due)[0].deadline_ns == brief_closed + std::chrono::nanoseconds{std::chrono::hours{1}}.count());
  CHECK((*due)[1].deadline_ns == rig.now_ns + std::chrono::nanoseconds{std::chrono::hours{48}}.count());
}

TEST_CASE("transition: what the code of a run did is refused once the run was closed from outside") {
  workflow_rig rig;
  const started made = rig.start("app:workflows", "a");
  rig.append(made, 1, {});
  rig.stop(made.chain);
  rig.write([&](transition& to) {
    activation_order order;
    order.chain = made.chain;
    order.run = made.run;
    order.number = 2;
    order.record = encode(activation{});
    CHECK(to.append(order) == make_error(errc::canceled, "the run has been closed"));
    order.run = made.run + 1;
    CHECK(to.append(order) == make_error(errc::canceled, "the run has been closed"));
  });
  const auto open = rig.tables->is_open(rig.read(), made.run);
  REQUIRE(open);
  CHECK_FALSE(*open);
}
