// One Lua machine: the owner of one lua_State, its memory account, its coroutines, channels, mailbox and pending effects.
//
// A machine is made from a program, loaded once, and lives one or more lives: a process has one, the state of a function pool
// one per call. A life begins with `begin` and ends when `run` answers ended.
// Thread: belongs to one process; entered by one thread at a time, never by two. Debug builds assert that.
// Errors: faults of Lua code become outcomes; nothing throws.
#pragma once

#include "config/types.hpp"
#include "runtime/effect.hpp"
#include "runtime/lua/channel.hpp"
#include "runtime/lua/compiler_budget.hpp"
#include "runtime/lua/memory_account.hpp"
#include "runtime/lua/program.hpp"
#include "runtime/lua/stack.hpp"
#include "runtime/lua/tasks.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

struct lua_State;

namespace troupe::runtime::lua {

using vm_seed = std::array<uint64_t, 4>;

struct vm_limits {
  size_t memory_bytes = SIZE_MAX;  // live Lua memory; see memory_account
  std::optional<vm_seed> seed;     // order of `pairs` and math.random follow from it; none: they are random
};

class vm {
public:
  // preempted: as runnable, but it used up its quantum.
  enum class status : uint8_t { blocked, runnable, preempted, ended };

  // Null when the state cannot be created. One that needs no seed of its own is a copy (vm_image.hpp).
  static std::unique_ptr<vm> create(std::shared_ptr<const program> code, vm_limits bounds = {});
  ~vm();
  vm(const vm&) = delete;
  vm& operator=(const vm&) = delete;

  static vm& of(lua_State* L) noexcept;

  // Runs the libraries and the chunk, which may not block, and finds the method. Before the first begin. Answers why it failed; if
  // nothing and still not `loaded`, it was preempted: call again.
  std::optional<fault> load(effect_handler& world, process_id self);
  bool loaded() const noexcept { return loaded_; }
  // Where a preempted load stands, `ns:name:line: ` as messages begin; "" if nowhere.
  std::string load_position() const;

  // Starts a life: the method runs as main coroutine at the next `run`. `world` must outlive the life.
  void begin(effect_handler& world, process_id self, call_context context, const value& arguments);

  // Runs ready coroutines, at most `resumes_max` resumptions. After `ended` the outcome is set and the life is over.
  status run(uint32_t resumes_max);
  outcome take_outcome() { return std::move(outcome_); }
  // Where the coroutine stood that failed or broke a limit, a frame a line; "" if the life ended otherwise.
  std::string take_traceback() { return std::move(traceback_); }

  // Queues an arrival: user letters, events, completions, timers. The next run sees it.
  void put(message_ptr letter);

  // Ends the life: drops coroutines, channels, timers and mailbox, cancels calls. Module state stays, for a pool's next call.
  void end_life();

  // Moves everything unread to `to`, in order of arrival: what an upgrade keeps.
  void take_mail(message_queue& to);

  // Where the program stands, `ns:name:line`: its running coroutine, else its main one. "" if nowhere. Changes nothing: whoever has the
  // machine to itself may ask.
  std::string position() const;
  // Where the method begins, if the main coroutine runs: a call in tail position leaves it no frame that would say more. Else "".
  std::string method_position() const;
  // What ran since the last time this was asked, by the watchdog's samples.
  std::chrono::nanoseconds take_used_time() noexcept { return std::exchange(used_time_, {}); }
  // Whether it has a compiler of its own (compiler_budget.hpp); without one it is interpreted.
  bool compiles() const noexcept { return compiles_; }

  // Whether a coroutine waits for the answer to that effect; not for one that goes into a future.
  bool blocks(ticket who) const noexcept {
    const auto found = pending_.find(who);
    return found != pending_.end() && found->second.waiter != nullptr;
  }

  memory_account& memory() noexcept { return memory_; }
  size_t memory_bytes() const noexcept { return memory_.used(); }
  const program& code() const noexcept { return *code_; }
  process_id self() const noexcept { return self_; }

  // ---- for modules and for the other files of this folder -----------------------------------------------------------

  effect_handler& world() noexcept { return *world_; }
  bool runs_workflow() const noexcept { return world_ != nullptr && world_->is_workflow(); }
  const call_context& context() const noexcept { return context_; }
  // Whether the process may do that: for calls that ask nothing of the world, which checks the others.
  bool may(std::string_view action, std::string_view resource) const { return world_->may(action, resource); }
  // What everything inherits that the process starts; also while the chunk loads, when there are no values yet.
  call_context inherited() const { return {context_.values, world_->identity()}; }
  // The registry as it is now, kept here until it is looked at again or forgotten; null where there is none.
  const registry::published* see_registry() {
    seen_registry_ = world_->published();
    return seen_registry_.get();
  }
  void forget_registry() noexcept { seen_registry_.reset(); }
  task_list& tasks() noexcept { return tasks_; }
  lua_State* state() noexcept { return state_; }

  // The running task, or null: while loading, or inside a coroutine that the program made itself.
  task* running(lua_State* L) noexcept { return running_ != nullptr && running_->thread == L ? running_ : nullptr; }

  // What the hook does (slice.hpp): collects if memory ran short, then yields the running coroutine, or raises if the process is to
  // end and the code cannot yield.
  void preempt(lua_State* L);
  // Whether a preemption in a coroutine that the program made may go on outwards by a yield of `L`; if not it is called off.
  bool preempt_outwards(lua_State* L);
  // Raises if the process is to end: asked by long C functions.
  void check_life(lua_State* L);
  // Pushes the table whose first item says, to coroutine.resume, that the coroutine inside was preempted rather than yielding.
  void push_preemption_flag(lua_State* L);

  // Raises unless `L` may block: only a task may, and not while a chunk loads.
  task& check_may_block(lua_State* L);

  // A request is filled in place, since the calls that fill it may raise, then submitted.
  template <class Request>
  Request& request() {
    return request_.emplace<Request>();
  }
  // The request that was begun, to be filled further.
  template <class Request>
  Request& request_in_place() {
    return std::get<Request>(request_);
  }
  // Performs the request and waits for its outcome: `return self.submit(L)`. Answers the results, or nil and an error.
  // With `answer`, it pushes the results in place of what the letter holds and says how many; it may raise. The value at `kept`, if not 0,
  // then stands on top of the stack.
  using pushed_answer = int (*)(lua_State* L, message& letter);
  int submit(lua_State* L, pushed_answer answer = nullptr, int kept = 0);
  // The same from anywhere: where the program cannot wait, an answer that comes later is taken for `true`.
  int submit_anywhere(lua_State* L);
  // Performs without waiting. The reply stays here until the next request.
  const reply& submit_now(ticket who = 0);
  reply& last_reply() noexcept { return reply_; }
  // For what Lua collects: performs without an answer, and not at all where the life is over.
  void let_go(effect what) noexcept;
  // Pushes the last reply's results, or nil and an error.
  int push_reply(lua_State* L);

  // Sends the scratch value to a PID or name; `no`: see push_reply; `ask`: the value is still there for a post_request.
  sent send(std::string_view destination, std::string_view topic) noexcept;

  ticket next_ticket() noexcept { return ++last_ticket_; }
  ticket last_ticket() const noexcept { return last_ticket_; }
  // A machine that takes another's place goes on after its tickets.
  void number_from(ticket last) noexcept { last_ticket_ = last; }

  // Completions of `who` go to the future at `index` instead of a task.
  void expect_future(lua_State* L, ticket who, int index);
  // No longer; false if it was not expected.
  bool drop_future(lua_State* L, ticket who);
  // The same, and the call is canceled.
  void forget_future(lua_State* L, ticket who);

  // Timers that feed a channel (on top of the stack when armed).
  void arm_timer(lua_State* L, ticket who, int channel_index, std::chrono::nanoseconds delay, std::chrono::nanoseconds period);
  bool disarm_timer(lua_State* L, ticket who);  // true if it was armed

  // Mailbox channels; each pushes the same channel object on every call.
  void push_inbox(lua_State* L);
  void push_events(lua_State* L);
  // `bytes_besides`: what others keep for the listener as long as it is there.
  void push_listener(lua_State* L, std::string_view topic, bool messages, size_t bytes_besides = 0);
  bool unlisten(lua_State* L, channel& ch);
  // Binds an existing channel to a topic (global `subscribe`); false if another one has it.
  bool bind_topic(lua_State* L, std::string_view topic, int channel_index);

  // Takes in what arrived since the slice began.
  void fetch_mail(lua_State* L);

  // A fresh number from the system's source of randomness, or what the machine's own seed says.
  double random_seed() const;

  value_writer& scratch_writer() noexcept {
    writer_.reset();
    numbers_.clear();
    return writer_;
  }
  // Holds a value while calls that may raise go on.
  value& scratch_value() noexcept { return kept_; }
  table_numbers& scratch_tables() noexcept { return numbers_; }

  struct options {
    bool trap_links = false;
    bool upgradable = false;
  };
  options life_options;

  // Set by process.upgrade: the entry to go on as ("" is the same one) and its arguments. `run` then answers ended.
  struct upgrade_wish {
    std::string entry;
    value arguments;
  };
  std::optional<upgrade_wish> upgrade;
  void stop_for_upgrade() noexcept { ended_ = true; }

private:
  struct pending {
    task* waiter = nullptr;
    int anchor = 0;  // of the future, or of what the answer needs; or none
    pushed_answer answer = nullptr;
  };
  struct armed_timer {
    int channel_anchor = 0;
    bool repeats = false;
  };
  struct subscription {
    channel* to = nullptr;
    int anchor = 0;
    uint64_t number = 0;  // of topics: in the order they came to be
  };
  struct topic_subscription : subscription {
    outside_memory held;  // the topic's text, and what others keep for the listener
  };

  friend struct vm_image_maker;

  vm() noexcept : memory_(this) {}
  // `common`: with what nearly every process uses.
  bool open(bool common, const std::optional<vm_seed>& seed);
  bool adopt(std::shared_ptr<const program> code, vm_limits bounds);

  static int load_protected(lua_State* L);
  void load_units(lua_State* L);
  bool run_unit(lua_State* L, const unit& chunk);
  static int run_protected(lua_State* L);
  static int begin_protected(lua_State* L);

  void take_arrivals(lua_State* L);
  void arrive(lua_State* L, message_ptr& letter);
  void complete(lua_State* L, message& letter);
  void fire(lua_State* L, message& letter);
  void claim(channel& ch, std::string_view topic);
  void resume(lua_State* L, task& which);
  void end_preemption(lua_State* L);
  void check_memory(lua_State* L);
  void use_compiler(compiler_budget::claim why);
  void use_compiler_for_overrun();
  void use_compiler_if_busy();
  bool call_returned_function(lua_State* L, task& main);
  void main_returned(lua_State* thread, int results);
  void raised(lua_State* thread, int result);
  void fail_life(fault why);
  channel* mailbox_channel(lua_State* L, subscription& slot, channel::feed from);
  subscription* find_topic(std::string_view topic) noexcept;
  subscription* subscription_for(std::string_view topic) noexcept;
  bool covers(std::string_view subscribed, std::string_view topic) const noexcept;
  void add_topic(lua_State* L, std::string_view topic, channel& to, size_t bytes_besides);

  std::shared_ptr<const program> code_;
  vm_limits limits_;
  memory_account memory_;
  lua_State* state_ = nullptr;
  bool loaded_ = false;
  bool loading_ = false;
  bool returning_ = false;          // the result is being encoded
  bool returned_method_ = false;    // see call_returned_function
  bool preempted_ = false;          // since the running coroutine was resumed
  bool compiles_ = false;           // the JIT is on
  bool used_before_ = false;        // had a life already
  uint32_t slices_ = 0;             // up to slices_till_busy, since:
  steady_time slices_since_{};
  std::chrono::nanoseconds used_time_{};
  std::unique_ptr<fault> verdict_;  // a limit was broken: the life ends with this, whatever the program catches
  std::string traceback_;           // of the coroutine that ended the life
  size_t next_unit_ = 0;            // while loading
  anchored_thread loader_;          // the preempted top level of that unit
  int flag_anchor_ = 0;
  bool ended_ = true;
  int method_anchor_ = 0;
  int run_anchor_ = 0;

  effect_handler* world_ = nullptr;
  process_id self_;
  call_context context_;
  std::shared_ptr<const registry::published> seen_registry_;
  outcome outcome_;
  effect request_;
  reply reply_;
  value arguments_;
  uint32_t resumes_left_ = 0;
  uint64_t resumes_ = 0;  // of confined code

  task_list tasks_;
  task* running_ = nullptr;
  ticket last_ticket_ = 0;
  std::unordered_map<ticket, pending> pending_;
  std::unordered_map<ticket, armed_timer> timers_;

  uint64_t arrivals_ = 0;
  message_queue arrived_;    // not yet looked at
  message_queue unclaimed_;  // user letters for nobody yet
  message_queue early_events_;
  subscription inbox_;
  subscription events_;
  std::map<std::string, topic_subscription, std::less<>> topics_;
  uint64_t topics_made_ = 0;

  value_writer writer_;
  value kept_;
  table_numbers numbers_;
#ifndef NDEBUG
  std::atomic<bool> entered_{false};
#endif
};

}  // namespace troupe::runtime::lua
