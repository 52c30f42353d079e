// One process: a CAF actor with a mailbox of its own and one Lua machine (design section 3).
//
// CAF gives identity, references and lifetime; the slice and the mailbox are ours. The mailbox is a lock-free stack of letters that
// the slice reverses; a sender that finds it asleep schedules the process on its own pool, whichever thread the sender runs on.
// Invariants: at most one thread runs a slice; the machine is made, entered and closed inside slices only.
// Thread:     `put` from any; everything else inside a slice, except construction.
#pragma once

#include "actors/calls.hpp"
#include "actors/crash_report.hpp"
#include "actors/pool.hpp"
#include "actors/process_info.hpp"
#include "actors/process_limits.hpp"
#include "actors/recent_topics.hpp"
#include "registry/lifecycle.hpp"
#include "runtime/effect.hpp"
#include "runtime/lua/vm.hpp"

#include <caf/intrusive_ptr.hpp>
#include <caf/local_actor.hpp>
#include <caf/resumable.hpp>

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace troupe::actors {

class local_node;
class open_files;
class process;
class process_host;
class terminal;

// Counts a reference of the actor's control block, as caf::strong_actor_ptr does, without the cast at every use.
class process_ptr {
public:
  process_ptr() noexcept = default;
  process_ptr(std::nullptr_t) noexcept {}
  explicit process_ptr(process* p, bool add_reference = true) noexcept;
  process_ptr(const process_ptr& other) noexcept : process_ptr(other.p_) {}
  process_ptr(process_ptr&& other) noexcept : p_(std::exchange(other.p_, nullptr)) {}
  process_ptr& operator=(process_ptr other) noexcept {
    std::swap(p_, other.p_);
    return *this;
  }
  ~process_ptr();

  process* operator->() const noexcept { return p_; }
  process& operator*() const noexcept { return *p_; }
  process* get() const noexcept { return p_; }
  explicit operator bool() const noexcept { return p_ != nullptr; }

private:
  process* p_ = nullptr;
};

// Where a function call or an exec answers: a ticket of a living process, or a callback on whatever thread ends the process.
struct answer_to {
  process_id who;
  runtime::ticket ticket = 0;
  std::function<void(runtime::outcome&)> callback;

  bool wanted() const noexcept { return ticket != 0 || callback; }
};

// What a process does once its entry, or a library it imports, has changed in the registry (`lifecycle.on_update`).
// Thread: `update` from any; `restart` is called on the process's slice.
struct code_rule {
  std::atomic<registry::on_update> update{registry::on_update::keep};
  std::function<void()> restart;
};

struct process_options {
  process_id id;
  std::string entry;                                  // ns:name
  std::shared_ptr<const runtime::lua::program> code;
  std::unique_ptr<runtime::lua::vm> machine;          // a function pool's; null: made in the first slice
  runtime::value arguments;
  runtime::call_context context;
  std::vector<runtime::message_ptr> first_messages;
  bool is_function = false;
  terminal* console = nullptr;                        // the host's terminal, for the io module
  const host_limits* limits = &default_limits;        // the host's; outlives the process
  std::shared_ptr<process_host> place;                // the host that counts it; null for a function
  std::shared_ptr<const code_rule> on_update;         // null: it keeps its code
  answer_to started;                                  // told the PID once the chunk is loaded, or why it could not be
  answer_to ended;                                    // told the outcome
  crash_sink crashed;                                 // told before `ended`; null: nobody decides, the process logs its crash itself
  std::function<void(process&, std::unique_ptr<runtime::lua::vm>, bool usable)> release;  // takes the machine back
};

class process final : public caf::local_actor, public caf::resumable, public runtime::effect_handler {
public:
  process(caf::actor_config& config, local_node& home, pool& workers, process_options options);
  ~process() override;

  static process_ptr make(local_node& home, pool& workers, process_options options);

  process_id id() const noexcept { return options_.id; }
  const std::string& entry() const noexcept;
  bool is_function() const noexcept { return options_.is_function; }

  // Delivers a letter; false, and the letter is gone, if the process has ended.
  bool put(runtime::message_ptr letter) noexcept;

  // The same for a user letter, which a full mailbox refuses.
  enum class delivery : uint8_t { done, ended, full };
  delivery offer(runtime::message_ptr letter) noexcept;

  // Ends it by force, before whatever waits for a turn beside it. False if it has ended already.
  bool terminate(runtime::fault why);
  // The end of a linked process, which ends this one too unless it traps: one that computes must not go on meanwhile.
  void link_down(runtime::message_ptr letter);

  // Delivers the tick of a repeating timer, unless too many wait already: its channel would drop them.
  void put_tick(runtime::ticket timer) noexcept;

  const runtime::mailbox_account& mailbox() const noexcept { return mail_; }

  // How it does, from any thread; nothing waits for it.
  process_info info() const;
  // Where its program stands; from any thread but that of its own slice, which asks `own_position`.
  std::string position();
  std::string own_position() const { return options_.machine ? options_.machine->position() : std::string{}; }

  // Messages that are there before its first instruction. Before `launch`.
  void give(std::vector<runtime::message_ptr> first) { options_.first_messages = std::move(first); }

  // Schedules the first slice.
  void launch();

  // Whether its service replaces its code, or itself, when the code changes. Any thread.
  bool follows_changes() const noexcept {
    return options_.on_update && options_.on_update->update.load(std::memory_order_relaxed) != registry::on_update::keep;
  }
  // Whether it is to hear of changes of its code: it set the option `upgradable`, or its service follows them. Any thread.
  bool wants_outdated() const noexcept { return wants_outdated_.load(std::memory_order_relaxed) || follows_changes(); }
  // Whether that is the program it runs. Any thread.
  bool runs(const runtime::lua::program* code) const noexcept { return running_code_.load(std::memory_order_relaxed) == code; }

  // ---- caf::resumable -------------------------------------------------------------------------------------------------
  resume_result resume(caf::execution_unit*, size_t) override;
  subtype_t subtype() const override { return resumable::scheduled_actor; }
  void intrusive_ptr_add_ref_impl() override;
  void intrusive_ptr_release_impl() override;

  // ---- caf::local_actor: letters of other CAF actors are no part of a process's mailbox -----------------------------------
  void launch(caf::execution_unit*, bool, bool) override { launch(); }
  using caf::local_actor::enqueue;
  void enqueue(caf::mailbox_element_ptr, caf::execution_unit*) override {}
  const char* name() const override { return "troupe.process"; }

  // ---- runtime::effect_handler ----------------------------------------------------------------------------------------
  runtime::reply perform(runtime::effect request, runtime::ticket who) override;
  runtime::sent send(std::string_view destination, runtime::message_ptr& letter, runtime::fault& why) override;
  void fetch_mail() override;
  bool must_end() override;
  void letter_read(const runtime::message& letter) noexcept override;
  bool may_upgrade() const noexcept override { return !options_.is_function; }
  void want_outdated(bool on) noexcept override { wants_outdated_.store(on, std::memory_order_relaxed); }
  const runtime::security::identity_ptr& identity() const noexcept override { return who_; }
  std::shared_ptr<const registry::published> published() const override;
  const runtime::security::policy_source* policies() const noexcept override;
  const std::string& entry_text() const noexcept override { return entry(); }
  const clock_source& clock() const noexcept override;
  void write_log(log::level severity, std::string_view logger, std::string_view message, const document& fields) override;

private:
  enum class phase : uint8_t { starting, running, ended };
  enum class start_state : uint8_t { loading, running, failed };
  struct upgrade_state;

  enum class placed : uint8_t { nowhere, behind_others, woke };
  placed place(runtime::message_ptr letter) noexcept;
  runtime::message* asleep() const noexcept;
  runtime::message* closed() const noexcept;
  bool go_to_sleep() noexcept;
  resume_result run_slice();
  void publish_figures() noexcept;
  void take(runtime::message_ptr letter);
  bool keep_outdated(runtime::message& letter) const;
  bool follow(const runtime::message& letter);
  start_state start();
  bool load_overran() const;

  struct remembered {
    std::string text;
    process_ptr to;
  };
  using destinations = std::array<remembered, 8>;
  remembered* destination_slot(std::string_view text);
  bool reaches_nobody(std::string_view destination) const;
  start_state failed_to_start(runtime::fault why);
  bool upgrade();
  void vacate() noexcept;
  void close_mailbox() noexcept;
  void end_subscriptions();
  void finish(runtime::outcome result, bool machine_usable);
  void report_crash(const runtime::fault& why);

  // permissions.cpp: why the process may not do that; nothing if it may.
  std::optional<runtime::fault> refusal(std::string_view action, std::string_view resource, std::string_view text,
                                        errc kind = errc::permission_denied) const;
  std::optional<runtime::fault> refusal(const runtime::spawn_request& request) const;
  std::optional<runtime::fault> refusal(const runtime::eval_request& request) const;
  std::optional<runtime::fault> refusal(runtime::signal_kind which, process_id target) const;
  std::optional<runtime::fault> refusal_to_send(process_id target) const;

  // Overloads of perform for each request.
  runtime::reply act(runtime::spawn_request& request, runtime::ticket who);
  runtime::reply act(runtime::call_request& request, runtime::ticket who);
  runtime::reply act(runtime::cancel_call_request& request, runtime::ticket who);
  runtime::reply act(runtime::signal_request& request, runtime::ticket who);
  runtime::reply act(runtime::name_request& request, runtime::ticket who);
  runtime::reply act(runtime::timer_request& request, runtime::ticket who);
  runtime::reply act(runtime::stop_timer_request& request, runtime::ticket who);
  runtime::reply act(runtime::registry_request& request, runtime::ticket who);
  runtime::reply act(runtime::output_request& request, runtime::ticket who);
  runtime::reply act(runtime::input_request& request, runtime::ticket who);
  runtime::reply act(runtime::exit_request& request, runtime::ticket who);
  runtime::reply act(runtime::eval_request& request, runtime::ticket who);
  runtime::reply act(runtime::post_request& request, runtime::ticket who);
  runtime::reply act(runtime::workflow_request& request, runtime::ticket who);
  std::optional<runtime::reply> watch_unknown_workflow(const runtime::signal_request& request);
  runtime::reply signal_workflow(process_id target, const runtime::signal_request& request, runtime::ticket who);
  // system_effects.cpp
  runtime::reply act(runtime::env_request& request, runtime::ticket who);
  runtime::reply act(runtime::metric_request& request, runtime::ticket who);
  runtime::reply act(runtime::system_request& request, runtime::ticket who);
  runtime::reply act(runtime::event_request& request, runtime::ticket who);
  runtime::reply ask_services(const std::string& id, runtime::ticket who);
  runtime::reply list_processes(const runtime::system_request& request);
  // file_effects.cpp
  runtime::reply act(runtime::file_request& request, runtime::ticket who);
  void close_files() noexcept;
  // supervisor_effects.cpp
  runtime::reply act(runtime::supervisor_request& request, runtime::ticket who);

  local_node& home_;
  pool& workers_;
  process_options options_;
  runtime::security::identity_ptr who_;  // null: may do everything
  bool subscribed_ = false;              // to the event bus
  phase phase_ = phase::starting;
  bool ended_by_force_ = false;
  bool cancelled_ = false;  // somebody asked it to end
  std::atomic<bool> condemned_{false};  // a letter that may end it is there, or about to be
  std::unique_ptr<runtime::fault> killed_;  // set by a letter; acted on at the end of the slice
  std::unique_ptr<upgrade_state> upgrading_;
  std::chrono::nanoseconds load_time_{};    // spent in the chunk's top level, in earlier slices
  std::chrono::steady_clock::time_point load_begun_{};  // of this slice's part; zero when nothing loads
  calls calls_;  // under way, to be cancelled with us
  std::shared_ptr<open_files> files_;  // from the first one on; calls under way on other threads have it, too
  std::atomic<runtime::message*> mailbox_{nullptr};
  runtime::mailbox_account mail_;
  std::atomic<bool> told_full_{false};
  std::atomic<bool> wants_outdated_{false};
  std::atomic<const runtime::lua::program*> running_code_;
  bool restart_asked_ = false;
  bool outdated_ = false;  // its service wants it upgraded as soon as it waits
  std::unique_ptr<destinations> destinations_;  // whom we sent to lately
  std::atomic<uint32_t> unread_ticks_{0};
  std::unique_ptr<recent_topics> topics_;  // from the first one on
  process_figures figures_;
};

}  // namespace troupe::actors
