// What one supervisor of a tree does with its children, decided without actors: OTP's supervisor as a state machine (troupe.md section 5).
// No clock and no randomness of its own; times come as arguments, and what is to be done comes back as actions.
//
// Ownership: a plain value. Thread: its owner's, `tree_supervisor`.
// Invariants: one thing at a time, as in OTP: what happens during a start, a stop or a restart waits in a queue, in order. A child is asked
// to start only once its last attempt has ended or was given up. Only `stop` and `abandon` of the supervisor itself cut in.
#pragma once

#include "config/clock.hpp"
#include "config/errc.hpp"
#include "config/types.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::actors {

enum class tree_strategy : uint8_t { one_for_one, one_for_all, rest_for_one };
enum class restart_type : uint8_t { permanent, transient, temporary };
enum class child_status : uint8_t { stopped, starting, running, stopping, restarting };

std::string_view name_of(tree_strategy strategy) noexcept;
std::string_view name_of(restart_type type) noexcept;
std::string_view name_of(child_status status) noexcept;

inline constexpr std::chrono::nanoseconds brutal_kill{0};
inline constexpr std::chrono::nanoseconds no_limit = std::chrono::nanoseconds::max();

struct child_spec {
  entry_id id;
  restart_type restart = restart_type::transient;
  std::chrono::nanoseconds shutdown = std::chrono::seconds{10};  // or brutal_kill, no_limit
  std::chrono::nanoseconds start_timeout = std::chrono::seconds{10};
  std::chrono::nanoseconds restart_delay{};
  bool supervisor = false;

  bool operator==(const child_spec&) const = default;
};

struct tree_spec {
  tree_strategy strategy = tree_strategy::one_for_one;
  uint32_t intensity = 1;
  std::chrono::nanoseconds period = std::chrono::seconds{5};
  std::vector<child_spec> children;  // in start order

  bool operator==(const tree_spec&) const = default;
};

struct tree_child {
  child_spec spec;
  child_status now = child_status::stopped;
  uint64_t attempt = 0;  // which start of the whole tree this was; events of an older attempt are stale
  uint64_t starts = 0;   // of this child
  steady_time running_since{};
  std::string details;   // why it ended, "" if it was in order
  bool dynamic = false;  // came by start_child

  // Of the state machine alone.
  bool dead = false;                    // has ended, which waits in the queue to be dealt with
  bool asked = false;                   // to stop
  bool killed = false;
  bool leaving = false;                 // goes once it has stopped
  std::optional<steady_time> deadline;  // of its start, its stop, or the wait before its restart
};

// Nothing of it runs, and nothing is under way for it.
inline bool is_down(const tree_child& child) noexcept {
  return child.now == child_status::stopped || child.now == child_status::restarting;
}

// How an attempt ended. Orderly: by itself without an error, or cancelled (OTP: normal, shutdown).
struct child_end {
  bool orderly = false;
  std::string why;
};

struct tree_command {
  enum class what : uint8_t { start_child, terminate_child, restart_child, delete_child } act = what::start_child;
  child_spec child;  // all of it for start_child, else the id
};

// Why a command was refused, in OTP's words; none: done.
enum class tree_refusal : uint8_t { none, already_started, already_present, running, restarting, not_found, start_failed, not_running };

std::string_view name_of(tree_refusal refusal) noexcept;
errc kind_of(tree_refusal refusal) noexcept;

struct tree_action {
  enum class kind : uint8_t {
    start_child,  // begin its attempt `number`
    stop_child,   // ask it to end
    kill_child,   // end it by force
    decided,      // what follows from the end of `child`, in `text`
    overdue,      // the child did not stop in time; it is ended by force
    answered,     // the command `number`: `refusal`, and `text` if the start failed
    started,      // the supervisor runs
    stopped,      // it has stopped, as it was asked to
    failed,       // it has stopped by itself: `text`
  } what = kind::start_child;
  entry_id child = {};
  uint64_t number = 0;
  tree_refusal refusal = tree_refusal::none;
  std::string text = {};
};

class supervision_tree {
public:
  using actions = std::vector<tree_action>;
  enum class state : uint8_t { down, starting, running, closing };

  explicit supervision_tree(tree_spec spec) : spec_(std::move(spec)) {}

  // ---- the supervisor ---------------------------------------------------------------------------------------------------
  actions start(steady_time now);    // its children, in order; those that came by start_child are forgotten
  actions stop(steady_time now);     // its children in reverse, then `stopped`; at once if it does not run
  actions abandon(steady_time now);  // the same by force
  // Another definition: children that are new start, those that are gone stop, the others keep running. So do those that came by
  // start_child, unless they are in `gone`.
  actions redefine(tree_spec spec, std::vector<entry_id> gone, steady_time now);

  // ---- its children -----------------------------------------------------------------------------------------------------
  actions child_started(const entry_id& id, uint64_t attempt, steady_time now);
  actions child_ended(const entry_id& id, uint64_t attempt, child_end how, steady_time now);  // also a start that failed
  actions command(tree_command what, uint64_t number, steady_time now);

  // To be called at `deadline`, if there is one.
  actions tick(steady_time now);
  std::optional<steady_time> deadline() const noexcept;

  const std::vector<tree_child>& children() const noexcept { return children_; }  // in start order
  const tree_child* find(const entry_id& id) const noexcept;
  // A definition waits until what is under way is over.
  bool awaits_definition() const noexcept;
  state now() const noexcept { return now_; }
  const tree_spec& spec() const noexcept { return spec_; }

private:
  struct operation {
    enum class kind : uint8_t { boot, restart, command, redefine, close } what = kind::boot;
    std::deque<entry_id> stops = {};   // in this order, first
    std::deque<entry_id> starts = {};  // then these
    entry_id subject = {};        // restart: who failed; command: its child
    std::chrono::nanoseconds delay{};  // restart: between stops and starts; then the operation ends with the stops
    tree_command::what act = {};
    uint64_t number = 0;
    bool failed = false;          // close: by itself
    std::string why = {};
  };
  struct waiting {
    enum class kind : uint8_t { ended, try_again, resume, command, redefine } what = kind::ended;
    entry_id child = {};
    uint64_t attempt = 0;
    child_end end = {};
    tree_command order = {};
    uint64_t number = 0;
    tree_spec spec = {};
    std::vector<entry_id> gone = {};
  };

  tree_child* known(const entry_id& id) noexcept;
  void erase(const entry_id& id);
  std::deque<entry_id> all_in_reverse() const;
  void put(waiting what, steady_time now, actions& out);
  void go_on(steady_time now, actions& out);
  bool step(steady_time now, actions& out);
  void ask_to_stop(tree_child& child, steady_time now, actions& out);
  void kill(tree_child& child, steady_time now, actions& out);
  void has_stopped(tree_child& child);
  void start_failed(const entry_id& id, const std::string& why, steady_time now, actions& out);
  void finish(steady_time now, actions& out);
  void take(waiting& next, steady_time now, actions& out);
  void on_end(tree_child& child, const child_end& how, steady_time now, actions& out);
  void restart(tree_child& child, const std::string& why, steady_time now, actions& out);
  void begin_restart(const entry_id& id, std::chrono::nanoseconds delay);
  void on_command(const waiting& what, actions& out);
  void on_redefine(tree_spec spec, const std::vector<entry_id>& gone);
  void close(bool failed, std::string why, actions& out);
  bool too_many_restarts(steady_time now);

  tree_spec spec_;
  std::vector<tree_child> children_;
  state now_ = state::down;
  uint64_t attempts_ = 0;
  std::optional<operation> current_;
  std::deque<waiting> queue_;
  std::deque<steady_time> restarts_;  // within the period
};

}  // namespace troupe::actors
