// What happens to durable runs, as writes of one transaction.
//
// A transition is made for each try of a step (journal/group_commit), so whatever it collects belongs to that try. It checks before it writes.
// I/O errors are the transaction's (`write_txn::broken`); what is answered here refuses the step alone.
// Thread: the journal writer's.
#pragma once

#include "runtime/workflow/start_options.hpp"
#include "runtime/workflow/store.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace troupe::runtime::workflow {

// What a new run draws by chance, before the step that begins it, which may be tried more than once.
struct fresh_run {
  std::string id;
  random_seed seed{};
};

// A run that is to begin. Of `row` the numbers, times and what a new run draws (id, seed) are filled in by the start.
struct start_order {
  run_row row;
  start_options how;
  std::vector<job> messages;
  fresh_run drawn;
  caf::error problem;       // a child's that cannot be started: its parent is told why
};

struct started {
  uint64_t chain = 0;
  uint64_t run = 0;
  bool existing = false;  // it ran already
};

// What code commands, made ready: whom it means has been looked up.
struct activation_order {
  uint64_t chain = 0;
  uint64_t run = 0;
  uint64_t number = 0;             // of the activation, from 0 on
  std::string record;
  std::vector<uint64_t> arrivals;  // jobs that waited on the disk
  std::vector<timer_row> timers_gone;
  std::vector<timer_row> timers_new;
  std::vector<std::pair<uint64_t, job>> messages;   // to chains
  std::vector<std::pair<uint64_t, start_order>> children;  // by the number of the command
  std::vector<uint64_t> activities_done;            // attempts are forgotten
  std::optional<bool> attention;                   // a change: whether a restart must look at it
  // The end, if there is one.
  run_status end = run_status::running;
  outcome result;
  std::string next_entry;          // continued: "" is the same
  value next_arguments;
  std::vector<job> unread;         // continued: messages that go to the next run, before all others
  fresh_run next;                  // if one follows
};

// How long the host of that name keeps closed runs.
using retention_source = std::function<std::chrono::nanoseconds(const std::string& pid_host)>;

class transition {
public:
  // `retention` is kept by reference.
  transition(store& in, journal::write_txn& txn, int64_t now_ns, const retention_source& retention)
    : store_(in), txn_(txn), now_ns_(now_ns), retention_(retention) {}

  // Errors: already_exists.
  caf::expected<started> start(start_order order);
  // Errors: canceled if the run has been closed meanwhile.
  caf::error append(const activation_order& order);
  // A signal or a request to cancel. Errors: not_found for a workflow that is closed or was never there.
  caf::error post(uint64_t chain, job what);
  // Ends the chain's newest run, if it is open, from outside. Errors: not_found.
  caf::error stop(uint64_t chain, run_status how, fault why);
  // A deadline of the run has passed: that of the whole chain (`row.command` 1), or its own, after which the options may ask for another run.
  // Nothing if it is closed.
  caf::error time_out(const timer_row& row, const fresh_run& next);
  // Notes how the attempts of an activity stand, and when the next one is to be (`next_ns`; 0: it is under way). Errors: canceled.
  caf::error note_attempts(uint64_t run, uint64_t command, const attempt_row& row);
  // A run that was to start later begins.
  void begin_delayed(const timer_row& row);
  void forget_timer(const timer_row& row);
  // A restart need not look at the run.
  caf::error calm(uint64_t run);
  // Takes a closed run, and the chain with its last one, off the disk.
  caf::error forget_run(uint64_t run);

  struct ending {
    uint64_t chain = 0;
    outcome result;
  };
  // After the commit:
  std::vector<uint64_t> wake;       // chains for which something waits
  std::vector<ending> endings;      // chains that have ended
  struct closing {
    uint64_t chain = 0;
    uint64_t run = 0;
  };
  std::vector<closing> closed;      // runs that are over
  int64_t earliest_timer_ns = INT64_MAX;

private:
  uint64_t next_number();
  void put_run(uint64_t number, const run_row& row);
  void put_timer(const timer_row& row);
  void put_waiting(uint64_t chain, const job& what);
  void erase_all(journal::table from, const std::string& prefix);
  uint64_t begin_run(run_row row, std::chrono::nanoseconds delay);
  void close(uint64_t number, run_row& row, run_status how, outcome result);
  void end_chain(const run_row& row);
  void continue_as_new(uint64_t number, run_row& row, const activation_order& order);
  bool begins_again(uint64_t number, run_row& row, run_status end, const outcome& result, const fresh_run& next);
  void close_children(uint64_t run);
  void add_child(uint64_t run, uint64_t chain, uint64_t command, start_order child);

  store& store_;
  journal::write_txn& txn_;
  const int64_t now_ns_;
  const retention_source& retention_;
};

// Adds members to an error's details.
void add_details(fault& to, const document::map& members);

}  // namespace troupe::runtime::workflow
