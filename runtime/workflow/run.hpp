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
  std::string host;         // `client@worker`, `ns:workflow_host`
  std::string task_queue;
  std::string name_space;
  int64_t attempt = 1;
  value arguments;
  call_context context;
  random_seed seed{};
  process_id self;
};

// What the code asks of the world and is answered at once. The answers are recorded; in replay nobody is asked.
class surroundings {
public:
  virtual ~surroundings() = default;
  enum class receiver : uint8_t { process, run };
  // A PID or name: whether somebody has it now. Errors as process.send answers them.
  virtual caf::expected<receiver> find(std::string_view destination) = 0;
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

class run final : private effect_handler {
public:
  enum class state : uint8_t { working, waiting, closed, diverged };

  run(std::shared_ptr<const lua::program> code, run_start how, surroundings& around, lua::vm_limits bounds);
  ~run() override;

  void begin(int64_t time_ns, std::vector<job> jobs);
  void begin(activation recorded);
  // Runs the code for a while; `working`: call again.
  state step(uint32_t resumes_max);

  // What the activation that has just ended holds; live only.
  activation take();
  const divergence& problem() const noexcept { return problem_; }

  uint64_t activations() const noexcept { return activations_; }
  uint64_t commands() const noexcept { return commands_; }
  size_t memory_bytes() const noexcept;

private:
  class activation_clock final : public clock_source {
  public:
    steady_time steady() const noexcept override { return steady_time{now}; }
    wall_time wall() const noexcept override { return wall_time{now}; }
    std::chrono::nanoseconds now{};
  };

  // ---- effect_handler: run_effects.cpp
  reply perform(effect request, ticket who) override;
  bool send(std::string_view destination, message_ptr letter, fault& why) override;
  void fetch_mail() override {}
  bool may_upgrade() const noexcept override { return true; }
  const security::identity_ptr& identity() const noexcept override { return how_.context.who; }
  const security::policy_source* policies() const noexcept override { return around_.policies(); }
  const std::string& entry_text() const noexcept override { return how_.entry; }
  const clock_source& clock() const noexcept override { return clock_; }
  void fill_random(void* to, size_t size) noexcept override { random_.fill(to, size); }
  void write_log(log::level severity, std::string_view logger, std::string_view message, const document& fields) override;

  reply act(call_request& request, ticket who);
  reply act(cancel_call_request& request, ticket who);
  reply act(spawn_request& request, ticket who);
  reply act(signal_request& request, ticket who);
  reply act(name_request& request, ticket who);
  reply act(timer_request& request, ticket who);
  reply act(stop_timer_request& request, ticket who);
  template <class Request>
  reply act(Request& request, ticket who);  // what a run may not do

  // Live: notes it. Replay: compares it with the record, from which `made` gets the answer that was given then. False: diverged.
  bool command_made(command& made);
  void diverge(const command* attempted);
  void close(command last);
  void deliver(job& what);
  void end();

  const std::shared_ptr<const lua::program> code_;
  run_start how_;
  surroundings& around_;
  activation_clock clock_;
  random_stream random_;
  std::unique_ptr<lua::vm> machine_;
  bool begun_ = false;
  bool replaying_ = false;
  state state_ = state::waiting;
  activation current_;           // live: what is noted so far
  size_t next_recorded_ = 0;     // replay: position in current_.commands
  divergence problem_;
  uint64_t activations_ = 0;
  uint64_t commands_ = 0;        // also the number of the latest one
  struct waiting {
    ticket who = 0;
    std::chrono::nanoseconds period{};
    int64_t deadline_ns = 0;
    bool execute = false;        // a child: its end is the answer, not its start
    std::string child;           // its PID
  };
  std::unordered_map<uint64_t, waiting> waiting_;     // by the number of the command
  std::unordered_map<ticket, uint64_t> command_of_;   // of calls and timers that can be cancelled
};

}  // namespace troupe::runtime::workflow
