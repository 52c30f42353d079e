// The workflows of one program: who runs them, what happens to them from outside, who waits for their ends (docs/architecture.md).
//
// Everything that changes a workflow is a step of the journal's writer; what follows from it happens after the commit. Runs are in memory while
// they work, and for a while after (`cache_size`); one that is not is rebuilt when something arrives for it.
// Ownership: made by hosts when the first durable host starts; outlives every process and every pool's thread.
// Thread:    any, unless a member says otherwise.
#pragma once

#include "actors/activities.hpp"
#include "actors/durable_clock.hpp"
#include "actors/durable_host.hpp"
#include "actors/durable_run.hpp"
#include "actors/journal_writer.hpp"
#include "actors/process.hpp"
#include "actors/resident_runs.hpp"
#include "runtime/workflow/store.hpp"
#include "runtime/workflow/transition.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace troupe::actors {

class workflows {
public:
  static constexpr std::string_view no_client = "temporal client not available";  // of a host that does not run, in the platform's words

  // Opens the tables. Errors as store::open.
  static caf::expected<std::unique_ptr<workflows>> open(local_node& home, std::unique_ptr<runtime::journal::lmdb> env,
                                                        std::chrono::nanoseconds sync_every);
  ~workflows();
  // Commits what is queued; nothing is stored any more. Once the hosts have stopped.
  void close();

  // ---- hosts --------------------------------------------------------------------------------------------------------------
  // Runs of the host's that are open go on from now on.
  void add_host(std::shared_ptr<durable_host> host);
  void remove_host(const durable_host& which);
  // By entry id, or the name of a task queue; null if there is none.
  std::shared_ptr<durable_host> find_host(std::string_view name) const;

  // ---- from outside -------------------------------------------------------------------------------------------------------
  // As local_node::spawn; `started` is told the PID once the start is stored. Errors before anything is asked: not_found, invalid, unavailable.
  caf::error spawn(runtime::spawn_request& request, process_id parent, answer_to started, answer_to ended);
  // The workflow of that PID or registered name, open or closed; nobody if there is none.
  process_id find(std::string_view destination) const;
  // The PID of a workflow that a host here would run, but never has; "" if the text is no such PID.
  std::string pid_of_unknown(std::string_view destination) const;
  std::string text_of(process_id workflow) const;
  // `done` is told `true` once it is stored, or why it is not.
  void post(process_id workflow, runtime::workflow::job what, answer_to done);
  void terminate(process_id workflow, answer_to done);
  // Monitors or links. One that is closed tells its end at once. Errors: as names, and for one that is not there.
  caf::error watch(process_id watcher, process_id workflow, runtime::signal_kind how);
  // Code was changed: runs that could not go on try again.
  void code_changed();

  // ---- for runs and activities --------------------------------------------------------------------------------------------
  local_node& home() noexcept { return home_; }
  const runtime::workflow::store& tables() const noexcept { return *store_; }
  const runtime::journal::lmdb& env() const noexcept { return writer_->env(); }
  activities& tasks() noexcept { return activities_; }
  int64_t now_ns() const noexcept;
  // When this program opened the journal.
  int64_t opened_ns() const noexcept { return opened_ns_; }
  static std::string fresh_run_id();
  static runtime::workflow::fresh_run draw_run();
  bool is_open(process_id workflow) const;

  // Puts a step into the writer's queue. `write` may run more than once, each time with a fresh transition. What follows from it is done
  // before `done`, which is told why it was refused, if it was. `first`, if any, comes before both: what nobody may hear of after an end.
  using write_step = std::function<caf::error(runtime::workflow::transition& to)>;
  void submit(write_step write, std::function<void(const caf::error&)> done,
              journal_writer::urgency how = journal_writer::urgency::begun_already, std::function<void()> first = {});

  // Something waits for the chain on the disk, or its newest run is to begin.
  void wake(uint64_t chain);
  // Something happened to the run; nothing if it is closed.
  void arrive(uint64_t chain, uint64_t run, runtime::workflow::job what);
  // Called by a run that has nothing to do, see resident_runs.
  bool rests(durable_run& which) { return residents_.rests(which); }
  bool forget(durable_run& which) { return residents_.forget(which); }
  void timer_fired(process_id who, runtime::ticket timer);

  // Runs that cannot go on with today's code, by PID, with why.
  std::vector<std::pair<std::string, std::string>> blocked() const;
  struct figures {
    size_t in_memory = 0;   // runs
    size_t blocked = 0;
    size_t activities = 0;  // under way, or waiting for their next attempt
  };
  figures count() const;
  void note_blocked(uint64_t chain, const std::string& pid, const std::string& why);

  // A start made ready for a host, from what a process or a workflow asks. Errors: invalid, not_found.
  caf::expected<runtime::workflow::start_order> order_of(const durable_host& host, std::string_view entry, const runtime::value& arguments,
                                                         const document& options) const;

private:
  workflows(local_node& home, std::unique_ptr<runtime::journal::lmdb> env, std::unique_ptr<runtime::workflow::store> tables,
            std::chrono::nanoseconds sync_every);

  process_id id_of(uint64_t chain) const noexcept { return {nullptr, chain | process_id::workflow_bit}; }
  std::shared_ptr<durable_host> host_of(uint64_t chain) const;
  // The one whose workflows' PIDs begin so; null if it is not there.
  std::shared_ptr<durable_host> host_behind(std::string_view pid_host) const;
  std::function<void(const caf::error&)> when_stored(const answer_to& done);
  // Calls it with the chain's run, if a host runs it now.
  void with_run(uint64_t chain, const std::function<void(durable_run&)>& use);
  void wait_for_end(uint64_t chain, const answer_to& whom);
  void apply(const runtime::workflow::transition& done);
  void end(uint64_t chain, const runtime::outcome& result);
  void recover(const durable_host& host);
  void on_due(const runtime::workflow::timer_row& row);
  std::optional<runtime::outcome> end_of(uint64_t chain) const;

  local_node& home_;
  std::unique_ptr<runtime::workflow::store> store_;
  const int64_t opened_ns_;
  mutable std::shared_mutex hosts_guard_;
  std::vector<std::shared_ptr<durable_host>> hosts_;

  resident_runs residents_;

  mutable std::mutex guard_;
  std::unordered_map<uint64_t, std::vector<answer_to>> waiters_;  // for the chain's end
  std::unordered_map<uint64_t, std::pair<std::string, std::string>> blocked_;

  activities activities_;
  const runtime::workflow::retention_source retention_;
  durable_clock clock_;
  std::unique_ptr<journal_writer> writer_;  // last: its thread uses the others
};

}  // namespace troupe::actors
