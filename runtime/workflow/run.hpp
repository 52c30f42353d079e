// One durable run in memory: a Lua machine whose effects become commands, live or compared with a record.
//
//   begin(time, jobs)               live: `take` answers the activation that is to be committed
//   begin(recorded)                 replay: the same jobs; every command must be the recorded one
//   step() until it is not working
//
// Thread: one at a time; a slice's (runtime/lua/slice). Errors: faults of Lua code become the command `fail`; a mismatch becomes a divergence,
// after which the run is of no use but for its report.
#pragma once

#include "runtime/effect.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/workflow/random_stream.hpp"
#include "runtime/workflow/record.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace troupe::runtime::workflow {

struct run_start {
  std::string entry;        // ns:name
  std::string workflow_id;
  std::string run_id;       // a UUID
  std::string host;         // `client@worker`, `ns:workflow_host`: the host part of its PID
  std::string task_queue;
  std::string name_space;
  int64_t attempt = 1;
  value arguments;
  call_context context;
  random_seed seed{};
};

// What the code asks of the world and is answered at once. The answers are recorded; in replay nobody is asked.
class surroundings {
public:
  virtual ~surroundings() = default;
  enum class receiver : uint8_t { process, workflow };
  // A PID or name: whether somebody has it now. Errors as process.send answers them.
  virtual caf::expected<receiver> find(std::string_view destination) = 0;
  // The PID of whom that calls, as permissions name it; the text itself if it calls nobody.
  virtual std::string pid_of(const std::string& destination) { return destination; }
  // `meta.options` of a function; null if it has none.
  virtual document function_options(std::string_view function) = 0;
  virtual outcome use_name(const name_request& request) = 0;
  virtual const security::policy_source* policies() const noexcept = 0;
};

struct divergence {
  uint64_t activation = 0;  // counted from 0
  uint64_t command = 0;     // number of the command in the run
  std::string recorded;     // "" if the record has none there
  std::string attempted;    // "" if the code did nothing there
  std::string position;     // ns:name:line
  std::string text() const;
};

// A line that the code logged. Nobody sees it before the activation is committed.
struct logged_line {
  log::level severity = log::level::info;
  std::string logger;
  std::string message;
  document fields;
};

class run final : private effect_handler {
public:
  enum class state : uint8_t { working, waiting, closed, diverged };

  run(std::shared_ptr<const lua::program> code, run_start how, surroundings& around, lua::vm_limits bounds);
  ~run() override;

  void begin(int64_t time_ns, std::vector<job> jobs);
  // `bytes`: size of the record.
  void begin(activation recorded, size_t bytes);
  // Runs the code for a while; `working`: call again.
  state step(uint32_t resumes_max);

  // What the activation that has just ended holds; live only.
  activation take() { return std::move(current_); }
  // Messages that the code of a run which goes on as new has not read: the next one's.
  std::vector<job> take_unread() { return std::exchange(unread_, {}); }
  std::vector<logged_line> take_logged() { return std::exchange(logged_, {}); }
  // The size of the record that was made of it.
  void recorded(size_t bytes) noexcept { history_bytes_ += bytes; }
  uint64_t history_bytes() const noexcept { return history_bytes_; }
  const divergence& problem() const noexcept { return problem_; }
  // Of the failure that ended the run; "" if it ended otherwise.
  std::string take_traceback() { return machine_ == nullptr ? std::string{} : machine_->take_traceback(); }

  const run_start& start() const noexcept { return how_; }
  uint64_t activations() const noexcept { return activations_; }
  uint64_t commands() const noexcept { return commands_; }
  int64_t time_ns() const noexcept { return clock_.now.count(); }
  size_t memory_bytes() const noexcept;

  // Whether activities are under way, which a restart does again.
  bool has_open_activities() const noexcept;
  // When a timer's time comes; nothing if that command is no timer that waits.
  std::optional<int64_t> deadline_of(uint64_t timer) const;

  // For the watchdog: the code that runs must end.
  bool ended() const noexcept { return state_ == state::closed || state_ == state::diverged; }

private:
  class activation_clock final : public clock_source {
  public:
    steady_time steady() const noexcept override { return steady_time{now}; }
    wall_time wall() const noexcept override { return wall_time{now}; }
    std::chrono::nanoseconds now{};
  };

  // ---- effect_handler: run_effects.cpp
  reply perform(effect request, ticket who) override;
  sent send(std::string_view destination, message_ptr& letter, fault& why) override;
  void fetch_mail() override {}
  bool must_end() override { return ended(); }
  bool may_upgrade() const noexcept override { return true; }
  bool is_workflow() const noexcept override { return true; }
  std::optional<workflow_info> workflow() const override;
  const security::identity_ptr& identity() const noexcept override { return how_.context.who; }
  const security::policy_source* policies() const noexcept override { return around_.policies(); }
  bool may(std::string_view action, std::string_view resource) override;
  const std::string& entry_text() const noexcept override { return how_.entry; }
  const clock_source& clock() const noexcept override { return clock_; }
  void fill_random(void* to, size_t size) noexcept override { random_.fill(to, size); }
  void write_log(log::level severity, std::string_view logger, std::string_view message, const document& fields) override;

  reply act(call_request& request, ticket who);
  reply act(cancel_call_request& request, ticket who);
  reply act(spawn_request& request, ticket who);
  reply act(signal_request& request, ticket who);
  reply act(post_request& request, ticket who);
  reply act(name_request& request, ticket who);
  reply act(timer_request& request, ticket who);
  reply act(stop_timer_request& request, ticket who);
  reply act(workflow_request& request, ticket who);
  template <class Request>
  reply act(Request& request, ticket who);  // what a workflow may not do
  reply version(const workflow_request& request);

  std::optional<fault> refusal(std::string_view action, std::string_view resource, std::string_view text) const;
  std::optional<fault> refusal(const spawn_request& request) const;
  std::string resource_of(const std::string& destination) const;
  void note_inherited(const call_context& given, command& in) const;
  // Live: notes it. Replay: compares it with the record, from which `made` gets the answer that was given then. False: diverged.
  bool command_made(command& made);
  bool next_is(command_kind kind) const noexcept;
  void skip_marks() noexcept;
  bool comes_to_mark(const command& wanted) noexcept;
  void diverge(const command* attempted);
  void close(command last);
  void close_with(fault why) { close({.kind = command_kind::fail, .failure = std::move(why)}); }
  void sort_jobs();
  void keep_unread();
  void deliver(const job& what);
  void give(ticket who, const job& what);
  void end();
  process_id written(const std::string& pid);

  const std::shared_ptr<const lua::program> code_;
  run_start how_;
  surroundings& around_;
  activation_clock clock_;
  random_stream random_;
  std::deque<std::string> written_;  // PIDs that letters point to; outlive the machine
  std::unordered_map<std::string_view, uint64_t> written_numbers_;
  std::unique_ptr<lua::vm> machine_;
  bool begun_ = false;
  bool replaying_ = false;
  state state_ = state::waiting;
  activation current_;           // live: what is noted so far
  size_t next_recorded_ = 0;     // replay: position in current_.commands
  divergence problem_;
  std::vector<logged_line> logged_;
  std::vector<job> unread_;
  uint64_t activations_ = 0;
  uint64_t commands_ = 0;        // also the number of the latest one
  uint64_t events_ = 0;          // jobs and commands of activations that are over
  uint64_t history_bytes_ = 0;   // their records
  struct waiting {
    command_kind kind = command_kind::start_timer;
    ticket who = 0;
    std::chrono::nanoseconds period{};
    int64_t deadline_ns = 0;
    bool execute = false;        // a child: its end is the answer, not its start
    bool by_workflow = false;    // `workflow.exec`, whose errors say so
    std::string child;           // its PID
  };
  std::map<uint64_t, waiting> waiting_;               // by the number of the command
  std::unordered_map<ticket, uint64_t> command_of_;   // of calls and timers that can be cancelled
  std::map<std::string, int64_t, std::less<>> versions_;
};

}  // namespace troupe::runtime::workflow
