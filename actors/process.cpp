#include "actors/process.hpp"

#include "actors/letters.hpp"
#include "actors/local_node.hpp"
#include "actors/open_files.hpp"
#include "config/duration.hpp"
#include "config/limits.hpp"
#include "runtime/lua/slice.hpp"

#include <caf/actor_cast.hpp>
#include <caf/actor_config.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/make_actor.hpp>

#include <new>

namespace troupe::actors {

using runtime::fault;
using runtime::letter;
using runtime::message;
using runtime::message_ptr;
using runtime::outcome;
using runtime::lua::vm;

// ---- references -------------------------------------------------------------------------------------------------------

process_ptr::process_ptr(process* p, bool add_reference) noexcept : p_(p) {
  if (p_ != nullptr && add_reference)
    caf::intrusive_ptr_add_ref(p_->ctrl());
}

process_ptr::~process_ptr() {
  if (p_ != nullptr)
    caf::intrusive_ptr_release(p_->ctrl());
}

void process::intrusive_ptr_add_ref_impl() {
  caf::intrusive_ptr_add_ref(ctrl());
}

void process::intrusive_ptr_release_impl() {
  caf::intrusive_ptr_release(ctrl());
}

// ---- birth ------------------------------------------------------------------------------------------------------------

process::process(caf::actor_config& config, local_node& home, pool& workers, process_options options)
  : caf::local_actor(config), home_(home), workers_(workers), options_(std::move(options)), figures_(home.clock().steady()) {
  if (options_.context.who == nullptr && home.policies().strict())
    options_.context.who = runtime::security::strict_nobody();
  who_ = options_.context.who;
  running_code_.store(options_.code.get(), std::memory_order_relaxed);
}

process::~process() {
  message* left = mailbox_.load(std::memory_order_acquire);
  while (left != nullptr && left != asleep() && left != closed()) {
    message* next = left->next;
    delete left;
    left = next;
  }
}

process_ptr process::make(local_node& home, pool& workers, process_options options) {
  caf::actor_config config{nullptr, nullptr};
  caf::actor_system& system = home.system();
  const auto handle = caf::make_actor<process, caf::strong_actor_ptr>(system.next_actor_id(), system.node(), &system, config,
                                                                      home, workers, std::move(options));
  return process_ptr{static_cast<process*>(caf::actor_cast<caf::abstract_actor*>(handle))};
}

void process::launch() {
  caf::intrusive_ptr_add_ref(ctrl());  // the pool's reference
  workers_.schedule(this);
}

// ---- slices -----------------------------------------------------------------------------------------------------------

caf::resumable::resume_result process::resume(caf::execution_unit*, size_t) {
  figures_.in_slice.store(true, std::memory_order_relaxed);
  figures_.slices.store(figures_.slices.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  resume_result result = run_slice();
  if (result == resume_later && condemned_.load(std::memory_order_relaxed)) {
    condemned_.store(false, std::memory_order_relaxed);
    result = run_slice();  // to its end, rather than behind all others
  }
  if (result == resume_later)  // else it is not ours any more
    publish_figures();
  return result;
}

caf::resumable::resume_result process::run_slice() {
  if (phase_ == phase::starting)
    switch (start()) {
      case start_state::loading: return resume_later;
      case start_state::failed: return done;
      case start_state::running: break;
    }
  for (uint32_t turns = 0; !killed_ && turns < limits::turns_per_slice; ++turns) {
    fetch_mail();
    if (killed_)
      break;
    switch (options_.machine->run(limits::resumes_per_slice)) {
      case vm::status::ended:
        if (killed_)
          break;
        if (options_.machine->upgrade)
          return upgrade() ? resume_later : done;
        finish(options_.machine->take_outcome(), true);
        return done;
      case vm::status::preempted:
        if (runtime::lua::slice* here = runtime::lua::slice::current())
          here->note_preempted();
        figures_.position.store(intern(options_.machine->position()), std::memory_order_release);
        [[fallthrough]];
      case vm::status::runnable:
        if (!killed_)
          return resume_later;
        break;
      case vm::status::blocked:
        // In the middle of a call the program is not at rest: its answer would find nobody.
        if (outdated_ && !killed_ && calls_.idle()) {
          options_.machine->upgrade.emplace(vm::upgrade_wish{{}, options_.arguments});
          return upgrade() ? resume_later : done;
        }
        if (!killed_ && go_to_sleep())
          return awaiting_message;
        break;  // mail came in meanwhile
    }
  }
  if (!killed_)
    return resume_later;
  ended_by_force_ = true;
  finish(outcome{std::move(*killed_)}, false);
  return done;
}

// What an upgrade keeps while the fresh code loads.
struct process::upgrade_state {
  runtime::call_context context;
  runtime::value arguments;
  runtime::message_queue unread;
  runtime::ticket last_ticket = 0;
};

// The first slices: the chunk's top level runs, then whoever spawned us learns our PID, then the method begins.
process::start_state process::start() {
  if (options_.machine == nullptr)
    options_.machine = vm::create(options_.code, {options_.limits->memory_bytes()});
  if (options_.machine == nullptr)
    return failed_to_start(fault::of(errc::unavailable, "no memory for another process"));
  // Before anything that arrives now.
  if (upgrading_) {
    options_.machine->number_from(upgrading_->last_ticket);  // what the old machine asked for may still be answered
    while (message_ptr mail = upgrading_->unread.pop())
      options_.machine->put(std::move(mail));
  }
  for (message_ptr& mail : options_.first_messages) {
    mail_.given(runtime::mailbox_bytes(*mail));
    options_.machine->put(std::move(mail));
  }
  options_.first_messages.clear();
  fetch_mail();
  if (killed_)
    return start_state::running;  // to its end
  if (!options_.machine->loaded()) {
    load_begun_ = std::chrono::steady_clock::now();
    std::optional<fault> problem = options_.machine->load(*this, options_.id);
    const bool overran = load_overran();
    load_time_ += std::chrono::steady_clock::now() - std::exchange(load_begun_, {});
    if (overran && !options_.machine->loaded())
      return failed_to_start(fault::of(errc::timeout, options_.machine->load_position() + "the chunk did not end within "
                                                        + format_duration(options_.limits->load_timeout())
                                                        + " (host.load_timeout): move work into the method"));
    if (problem)
      return failed_to_start(std::move(*problem));
    if (!options_.machine->loaded()) {
      if (runtime::lua::slice* here = runtime::lua::slice::current())
        here->note_preempted();
      return start_state::loading;
    }
  }
  phase_ = phase::running;
  if (upgrading_) {
    const std::unique_ptr<upgrade_state> kept = std::move(upgrading_);
    options_.machine->begin(*this, options_.id, std::move(kept->context), kept->arguments);
    return start_state::running;
  }
  home_.answer(std::exchange(options_.started, {}), options_.id, outcome{runtime::value::of(options_.id.text())});
  options_.machine->begin(*this, options_.id, std::move(options_.context), options_.arguments);
  if (!options_.on_update)
    options_.arguments = {};  // else an upgrade begins with them again
  return start_state::running;
}

// Whoever hears of the end, or of the failure to start, finds the place free.
void process::vacate() noexcept {
  if (options_.place)
    options_.place->vacate();
}

process::start_state process::failed_to_start(fault why) {
  if (upgrading_) {
    why.message = "upgrade: init failed: " + why.message;
    finish(outcome{std::move(why)}, false);
    return start_state::failed;
  }
  vacate();
  // It never lived: monitors and links are dropped without an event.
  home_.names().remove(options_.id);
  const answer_to& whom = options_.started.wanted() ? options_.started : options_.ended;
  if (!options_.started.wanted() && !options_.is_function)
    why.kind = kind_name(errc::internal);  // process.exec reports every start-up failure so
  home_.answer(whom, options_.id, outcome{std::move(why)});
  options_.started = options_.ended = {};
  phase_ = phase::ended;
  finish(outcome{runtime::value{}}, false);
  return start_state::failed;
}

// process.upgrade: the same PID, mailbox, links and names with fresh code. False if the process ended instead.
bool process::upgrade() {
  vm::upgrade_wish wish = std::move(*options_.machine->upgrade);
  auto kept = std::make_unique<upgrade_state>();
  kept->context = options_.machine->context();
  kept->arguments = std::move(wish.arguments);
  options_.machine->take_mail(kept->unread);
  options_.machine->end_life();
  calls_.cancel_all(home_, options_.id);
  end_subscriptions();
  close_files();
  want_outdated(false);
  kept->last_ticket = options_.machine->last_ticket();
  const std::string& entry = wish.entry.empty() ? this->entry() : wish.entry;
  auto code = home_.programs().process_program(entry);
  if (!code) {
    fault why = fault::of(code.error());
    why.message = "upgrade: create failed: " + why.message;
    finish(outcome{std::move(why)}, false);
    return false;
  }
  options_.machine.reset();  // before the new one is made: two heaps at once could exceed the limit
  options_.code = std::move(*code);
  running_code_.store(options_.code.get(), std::memory_order_relaxed);
  outdated_ = false;
  figures_.upgraded_to.store(intern(entry), std::memory_order_release);
  upgrading_ = std::move(kept);
  load_time_ = {};
  phase_ = phase::starting;
  return true;
}

// ---- the end ----------------------------------------------------------------------------------------------------------

void process::close_mailbox() noexcept {
  message* left = mailbox_.exchange(closed(), std::memory_order_acq_rel);
  while (left != nullptr && left != asleep() && left != closed()) {
    message* next = left->next;
    delete left;
    left = next;
  }
}

void process::end_subscriptions() {
  if (std::exchange(subscribed_, false))
    home_.bus().forget(options_.id);
}

void process::finish(outcome result, bool machine_usable) {
  if (phase_ != phase::ended) {
    phase_ = phase::ended;
    vacate();
    const fault* why = runtime::fault_in(result);
    const auto at = static_cast<uint64_t>(
      std::chrono::duration_cast<std::chrono::seconds>(home_.clock().wall().time_since_epoch()).count());
    // An end on request is somebody's decision; what a caller gets as an error is the caller's business.
    const bool on_request = ended_by_force_ || (cancelled_ && why != nullptr && why->kind == kind_name(errc::canceled));
    if (why != nullptr && !options_.is_function && !on_request)
      report_crash(*why);
    if (why != nullptr && options_.started.wanted())  // ended by force while it loaded
      home_.answer(std::exchange(options_.started, {}), options_.id, result);
    // Names are freed first, then monitors hear of it, then links.
    const names::relations known = home_.names().remove(options_.id);
    close_mailbox();  // whoever hears of the end and remembers us finds nobody
    for (const process_id watcher : known.watchers)
      if (const process_ptr to = home_.names().find(watcher))
        to->put(make_exit(options_.id, result, at));
    if (why != nullptr)
      for (const process_id peer : known.links)
        if (const process_ptr to = home_.names().find(peer))
          to->link_down(make_link_down(options_.id, *why, at));
    if (options_.machine)
      options_.machine->end_life();
    calls_.cancel_all(home_, options_.id);
    end_subscriptions();
    close_files();
    home_.answer(options_.ended, options_.id, std::move(result));
    home_.names().sweep(options_.id, known.names);
  }
  close_mailbox();
  std::unique_ptr<vm> machine = std::move(options_.machine);
  const bool usable = machine != nullptr && machine_usable && machine->loaded();
  options_.ended = options_.started = {};
  options_.crashed = nullptr;
  destinations_.reset();  // two processes may remember each other
  // Not local_actor's, which wakes the thread of CAF's clock to drop timeouts that a process never has.
  monitorable_actor::cleanup(caf::error{}, nullptr);
  // Last: a host that counts its processes may be torn down, and the actor system with it, once the last one has left.
  if (const auto place = std::exchange(options_.place, nullptr)) {
    machine.reset();
    place->leave();
  }
  if (options_.release)
    std::exchange(options_.release, nullptr)(*this, std::move(machine), usable);
}

}  // namespace troupe::actors
