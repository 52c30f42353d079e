// What an operator may ask of the coordinator: how the services do, and to start, stop or restart one of them.
//
// Ownership: plain values; the callbacks are called once, on the coordinator's thread, and must be short.
#pragma once

#include "actors/supervision.hpp"
#include "actors/tree_definition.hpp"
#include "config/clock.hpp"
#include "config/errc.hpp"
#include "config/types.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/expected.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::actors {

// One service as the coordinator knows it.
struct service_report {
  entry_id id;
  service_state state;
  process_id process;       // while it runs; nobody for a service that is none
  bool pending = false;     // to be started once what it needs runs
  wall_time since;          // when it came into this state
  uint64_t restarts = 0;    // starts after the first
  std::string last_error;   // of its latest failure, also once it runs again; "" if it never failed
  std::vector<entry_id> needs;
  std::vector<entry_id> needed_by;
  entry_id supervisor;      // of a tree; empty: it stands alone
};

// not_found, with the nearest id.
caf::error unknown_service(std::string_view id, const std::vector<service_report>& known);

struct describe_services {
  std::function<void(std::vector<service_report>)> answer;  // by id
};

enum class service_order : uint8_t { start, stop, restart };

std::string_view name_of(service_order what) noexcept;

struct order_outcome {
  caf::error problem;                    // none: everything is as it was ordered
  std::vector<service_report> services;  // those that were concerned, the one that was named first
};

// Starts a service and what it needs; stops it and those that need it; or both, one after the other. `done` is called when each has come to
// rest, or failed its first attempt. Errors: not_found (no such service), conflict (another order is under way, the host shuts down),
// unavailable (the service that was named does not run afterwards, or had to be ended by force).
struct order_service {
  service_order what = service_order::restart;
  entry_id id;
  std::function<void(order_outcome)> done;
};

// What a program may ask of a supervisor of a tree (module `supervisor`). `done` gets the answer, or why there is none: not_found (no such
// supervisor or child), invalid (it is no supervisor; a circle), already_exists, conflict (it runs, is being restarted, has another
// supervisor), unavailable (the supervisor does not run; a child did not start).
struct ask_tree {
  enum class kind : uint8_t { which_children, count_children, start_child, terminate_child, restart_child, delete_child } what =
    kind::which_children;
  entry_id supervisor;
  child_definition child;  // start_child; of the others its id
  // `reason` is OTP's word for a refusal, "" if it has none.
  std::function<void(caf::expected<document>, std::string_view reason)> done;
};

}  // namespace troupe::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::ask_tree)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::describe_services)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::order_service)
