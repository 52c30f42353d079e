// A journal of workflows, filled by hand.
#pragma once

#include "runtime/workflow/store.hpp"
#include "runtime/workflow/transition.hpp"
#include "test/support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace troupe::test {

struct workflow_rig {
  workflow_rig() {
    runtime::journal::lmdb::options how;
    how.map_bytes = size_t{1} << 30;
    env = std::move(*runtime::journal::lmdb::open(folder.path(), how));
    tables = std::move(*runtime::workflow::store::open(*env, true));
  }

  template <class Step>
  void write(Step step) {
    auto txn = runtime::journal::write_txn::begin(*env);
    REQUIRE(txn);
    runtime::workflow::transition to{*tables, *txn, ++now_ns, retention};
    step(to);
    REQUIRE_FALSE(std::move(*txn).commit());
  }

  runtime::workflow::started start(const std::string& host, const std::string& id, const std::string& entry = "app:order") {
    runtime::workflow::started made;
    write([&](runtime::workflow::transition& to) {
      runtime::workflow::start_order order;
      order.row.start.host = host;
      order.row.start.workflow_id = id;
      order.row.start.entry = entry;
      order.drawn.id = "run-" + std::to_string(++runs);
      const auto begun = to.start(std::move(order));
      REQUIRE(begun);
      made = *begun;
    });
    return made;
  }

  void stop(uint64_t chain) {
    write([&](runtime::workflow::transition& to) {
      REQUIRE_FALSE(to.stop(chain, runtime::workflow::run_status::terminated, runtime::fault::of(errc::canceled, "stopped")));
    });
  }

  void append(const runtime::workflow::started& to_whom, uint64_t number, const runtime::workflow::activation& what) {
    write([&](runtime::workflow::transition& to) {
      runtime::workflow::activation_order order;
      order.chain = to_whom.chain;
      order.run = to_whom.run;
      order.number = number;
      order.record = encode(what);
      REQUIRE_FALSE(to.append(order));
    });
  }

  runtime::journal::read_txn read() const { return std::move(*runtime::journal::read_txn::begin(*env)); }

  temp_folder folder;
  std::unique_ptr<runtime::journal::lmdb> env;
  std::unique_ptr<runtime::workflow::store> tables;
  runtime::workflow::retention_source retention = [](const std::string&) { return std::chrono::hours{1}; };
  int64_t now_ns = 0;
  int runs = 0;
};

}  // namespace troupe::test
