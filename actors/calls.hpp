// The calls that one process has under way: their attempts and deadlines, and what becomes of them when nobody waits any more.
//
// A call under way is known by its ticket. The delay between two attempts is a timer of that ticket, which the machine never arms
// itself; the deadline is a timer of the ticket with its highest bit set.
// Thread: the process's slices.
#pragma once

#include "actors/call_options.hpp"
#include "runtime/effect.hpp"

#include <memory>
#include <vector>

namespace troupe::actors {

class function_pool;
class local_node;

// Who answers a call.
struct callee {
  process_id id;
  std::shared_ptr<function_pool> pool;  // null: a process that is called like a function
  bool by_force = false;                // ends at once when nobody waits any more: code that a program made up
};

class calls {
public:
  // Answers later by `completed` with that ticket, or why the call cannot begin.
  runtime::reply begin(local_node& home, process_id caller, runtime::call_request& request, runtime::ticket who);

  // Runs code that the caller made up; what fails in it is Internal to the caller, whatever it calls itself.
  void begin(local_node& home, process_id caller, std::shared_ptr<function_pool> code, runtime::eval_request& request,
             runtime::ticket who);

  // Sees every letter before the machine does. True: it was about a call and is used up. It may have become another letter.
  bool take(local_node& home, process_id caller, runtime::message& letter);

  // The callee hears of it; what it answers is dropped by the machine, which no longer expects it.
  void cancel(local_node& home, process_id caller, runtime::ticket who);
  void cancel_all(local_node& home, process_id caller);

  bool idle() const noexcept { return under_way_.empty(); }

private:
  struct repeatable {
    runtime::call_request request;
    call_options options;
    uint32_t attempts = 1;
  };
  struct call {
    runtime::ticket who = 0;
    callee whom;                         // nobody between two attempts
    std::unique_ptr<repeatable> again;  // null: one attempt without a deadline
  };

  static bool try_again(local_node& home, process_id caller, call& failed, const runtime::fault& why);
  static void stop(local_node& home, process_id caller, const call& ended);
  void end(local_node& home, process_id caller, std::vector<call>::iterator which);

  std::vector<call> under_way_;
};

}  // namespace troupe::actors
