#include "actors/durable_run.hpp"

#include "actors/local_node.hpp"
#include "actors/workflows.hpp"
#include "config/limits.hpp"
#include "config/log.hpp"
#include "runtime/lua/slice.hpp"
#include "runtime/workflow/inherited.hpp"

#include <caf/actor_cast.hpp>
#include <caf/actor_config.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/make_actor.hpp>

#include <algorithm>
#include <bit>
#include <utility>

namespace troupe::actors {

using runtime::fault;
using runtime::workflow::activation;
using runtime::workflow::command;
using runtime::workflow::command_kind;
using runtime::workflow::job;
using runtime::workflow::job_kind;
using runtime::workflow::run;

namespace {

// Records replayed in one turn, before others get theirs.
constexpr uint64_t events_per_turn = 256;

}  // namespace

// ---- references -------------------------------------------------------------------------------------------------------

durable_run_ptr::durable_run_ptr(durable_run* p, bool add_reference) noexcept : p_(p) {
  if (p_ != nullptr && add_reference)
    caf::intrusive_ptr_add_ref(p_->ctrl());
}

durable_run_ptr::~durable_run_ptr() {
  if (p_ != nullptr)
    caf::intrusive_ptr_release(p_->ctrl());
}

void durable_run::intrusive_ptr_add_ref_impl() {
  caf::intrusive_ptr_add_ref(ctrl());
}

void durable_run::intrusive_ptr_release_impl() {
  caf::intrusive_ptr_release(ctrl());
}

durable_run::durable_run(caf::actor_config& config, workflows& engine, std::shared_ptr<durable_host> host, uint64_t chain)
  : caf::local_actor(config), engine_(engine), host_(std::move(host)), chain_(chain) {}

durable_run::~durable_run() = default;

durable_run_ptr durable_run::make(workflows& engine, std::shared_ptr<durable_host> host, uint64_t chain) {
  caf::actor_config config{nullptr, nullptr};
  caf::actor_system& system = engine.home().system();
  const auto handle =
    caf::make_actor<durable_run, caf::strong_actor_ptr>(system.next_actor_id(), system.node(), &system, config, engine, std::move(host), chain);
  return durable_run_ptr{static_cast<durable_run*>(caf::actor_cast<caf::abstract_actor*>(handle))};
}

// ---- what others leave ------------------------------------------------------------------------------------------------

void durable_run::notify(void (*note)(inbox& in, void* what), void* what) {
  const std::lock_guard lock{guard_};
  note(inbox_, what);
  if (!std::exchange(scheduled_, true))
    schedule();
}

void durable_run::schedule() {
  caf::intrusive_ptr_add_ref(ctrl());  // the pool's reference
  host_->workers().schedule(this);
}

void durable_run::wake() {
  notify([](inbox& in, void*) { in.woken = true; }, nullptr);
}

void durable_run::reload() {
  notify([](inbox& in, void*) { in.reload = true; }, nullptr);
}

void durable_run::arrive(uint64_t run_number, job what) {
  arrival added{run_number, std::move(what)};
  notify([](inbox& in, void* from) { in.arrived.push_back(std::move(*static_cast<arrival*>(from))); }, &added);
}

bool durable_run::falls_asleep() {
  const std::lock_guard lock{guard_};
  if (!inbox_.arrived.empty() || inbox_.woken || inbox_.reload || inbox_.committed)
    return false;
  scheduled_ = false;
  return true;
}

// What others have left.
void durable_run::take_inbox() {
  inbox found;
  {
    const std::lock_guard lock{guard_};
    found = std::exchange(inbox_, {});
  }
  look_ = look_ || found.woken;
  std::move(found.arrived.begin(), found.arrived.end(), std::back_inserter(arrived_));
  if (found.committed)
    after_commit(*found.committed);
  if (found.reload) {
    reload_later_ = true;
  }
  if (reload_later_ && phase_ != phase::committing) {
    reload_later_ = false;
    forget_run();
    look_ = true;
  }
}

// ---- slices -----------------------------------------------------------------------------------------------------------

caf::resumable::resume_result durable_run::resume(caf::execution_unit*, size_t) {
  for (uint32_t turns = 0; turns < limits::turns_per_slice; ++turns) {
    if (phase_ == phase::working) {
      work();
      if (phase_ == phase::working)
        return resume_later;
      continue;
    }
    if (phase_ == phase::replaying) {
      if (!replay())
        return resume_later;
      continue;
    }
    if (phase_ == phase::asleep && (look_ || !arrived_.empty()) && load())
      continue;
    if (phase_ == phase::resting && gather())
      continue;
    // Once asleep it may run on another thread, or be gone.
    if (phase_ == phase::resting ? engine_.rests(*this) : phase_ == phase::asleep ? engine_.forget(*this) : falls_asleep())
      return awaiting_message;
    take_inbox();
  }
  return resume_later;
}

void durable_run::leave_host() {
  if (std::exchange(entered_, false))
    host_->leave();
}

void durable_run::forget_run() {
  run_.reset();
  row_.reset();
  open_activities_.clear();
  last_sends_.clear();
  names_.clear();
  next_event_ = 0;
  beyond_ = 0;
  phase_ = phase::asleep;
  leave_host();
}

void durable_run::block(const std::string& why) {
  const std::string pid = "{" + host_->pid_host() + "|" + (row_ ? row_->start.workflow_id : std::string{}) + "}";
  document fields{document::map{}};
  fields.set("workflow", document{pid});
  fields.set("run", document{row_ ? row_->start.run_id : std::string{}});
  log::write(log::level::error, "workflow", "the workflow waits for code that fits its record: " + why, fields);
  engine_.note_blocked(chain_, pid, why);
  run_.reset();
  open_activities_.clear();
  look_ = false;
  phase_ = phase::blocked;
  leave_host();
}

// A history grows until its run ends, and is replayed whole whenever the run is rebuilt.
void durable_run::warn_of_length() {
  const uint64_t times = std::max(run_->activations() / limits::history_long_events, run_->history_bytes() / limits::history_long_bytes);
  const auto doublings = static_cast<int>(std::bit_width(times));
  if (doublings <= std::exchange(length_told_, doublings))
    return;
  document fields{document::map{}};
  fields.set("workflow", document{"{" + host_->pid_host() + "|" + row_->start.workflow_id + "}"});
  fields.set("activations", document{static_cast<int64_t>(run_->activations())});
  fields.set("bytes", document{static_cast<int64_t>(run_->history_bytes())});
  log::write(log::level::warn, "workflow", "the workflow's history is long and grows: go on as new with process.upgrade", fields);
}

// ---- loading and replay -----------------------------------------------------------------------------------------------

// True if there is something to go on with.
bool durable_run::load() {
  look_ = true;  // a run that was away looks at all that waits
  if (!host_->enter()) {  // it stops: when it starts again, it looks for those that have something to do
    look_ = false;
    arrived_.clear();
    return false;
  }
  entered_ = true;
  const auto stop = [this](const std::string& problem) {
    if (!problem.empty())
      log::write(log::level::error, "workflow", problem);
    look_ = false;
    arrived_.clear();
    forget_run();
    return false;
  };
  {
    const auto txn = runtime::journal::read_txn::begin(engine_.env());
    if (!txn)
      return stop(message_of(txn.error()));
    auto chain = engine_.tables().chain(*txn, chain_);
    if (!chain)
      return stop(message_of(chain.error()));
    if (!*chain)
      return stop({});
    run_number_ = (*chain)->newest;
    auto row = engine_.tables().run(*txn, run_number_);
    if (!row)
      return stop(message_of(row.error()));
    if (!*row || !(*row)->open() || (*row)->started_ns == 0)
      return stop({});
    row_ = std::move(**row);
    const auto attention = txn->get(engine_.tables().tables.attention, runtime::workflow::pair_key(run_number_, 0).substr(0, 8));
    attention_ = attention && *attention;
  }
  auto code = engine_.home().programs().workflow_program(row_->start.entry);
  if (!code) {
    block(message_of(code.error()));
    return false;
  }
  row_->start.context.who = runtime::workflow::to_identity(row_->security, &engine_.home().policies());
  run_ = std::make_unique<run>(std::move(*code), row_->start, *this, runtime::lua::vm_limits{host_->limits().memory_bytes(), {}});
  next_event_ = 0;
  beyond_ = 0;
  phase_ = phase::replaying;
  return true;
}

// What the record says is still under way.
void durable_run::note_recorded(const activation& recorded) {
  for (const job& each : recorded.jobs)
    if (each.kind == job_kind::resolve_activity)
      open_activities_.erase(each.command);
  last_sends_.clear();
  note_names(recorded);
  last_time_ns_ = recorded.time_ns;
  uint64_t number = first_command_;
  for (const command& each : recorded.commands) {
    ++number;
    if (each.kind == command_kind::schedule_activity && !each.failure)
      open_activities_.emplace(number, each);
    else if (each.kind == command_kind::cancel_activity)
      open_activities_.erase(static_cast<uint64_t>(each.number));
    else if (each.kind == command_kind::send && !each.failure)
      last_sends_.push_back(each);
  }
  first_command_ = number;
}

void durable_run::note_names(const activation& what) {
  for (const command& each : what.commands) {
    if (each.kind != command_kind::use_name || each.failure || (each.options.is_map() && each.options.find("pid") != nullptr))
      continue;
    if (each.name == "register")
      names_.insert(each.detail);
    else if (each.name == "unregister")
      names_.erase(each.detail);
  }
}

// True when the run's record is done with.
bool durable_run::replay() {
  if (next_event_ == 0)
    first_command_ = 0;
  bool more = false;
  bool stuck = false;
  uint64_t taken = 0;
  {
    const auto txn = runtime::journal::read_txn::begin(engine_.env());
    if (!txn) {
      block(message_of(txn.error()));
      return true;
    }
    auto at = runtime::journal::cursor::open(*txn, engine_.tables().tables.events);
    caf::error problem = at ? caf::error{} : at.error();
    const std::string prefix = runtime::workflow::pair_key(run_number_, 0).substr(0, 8);
    while (!problem) {
      auto item = at->seek(runtime::workflow::pair_key(run_number_, next_event_));
      if (!item) {
        problem = item.error();
        break;
      }
      if (!*item || !(*item)->key.starts_with(prefix))
        break;
      if (++taken > events_per_turn) {
        more = true;
        break;
      }
      auto recorded = runtime::workflow::decode_activation((*item)->bytes);
      if (!recorded) {
        problem = recorded.error();
        break;
      }
      note_recorded(*recorded);
      run_->begin(std::move(*recorded), (*item)->bytes.size());
      ++next_event_;
      run::state now = run::state::working;
      while ((now = run_->step(limits::resumes_per_slice)) == run::state::working) {
      }
      if (now != run::state::waiting) {
        stuck = true;
        break;
      }
    }
    if (problem) {
      block(message_of(problem));
      return true;
    }
  }
  if (stuck) {
    block(run_->problem().text());
    return true;
  }
  if (more)
    return false;
  std::erase_if(open_activities_, [this](const auto& each) { return engine_.tasks().knows(run_number_, each.first); });
  {
    const std::lock_guard lock{guard_};
    std::move(inbox_.arrived.begin(), inbox_.arrived.end(), std::back_inserter(arrived_));
    inbox_.arrived.clear();
  }
  for (const arrival& each : arrived_)
    if (each.run == run_number_ && each.what.kind == job_kind::resolve_activity)
      open_activities_.erase(each.what.command);
  for (const auto& [number, each] : open_activities_)
    engine_.tasks().go_on(activity_of(number, each));
  open_activities_.clear();
  register_again();
  repeat_sends();
  phase_ = phase::resting;
  leave_host();
  return true;
}

// ---- activations ------------------------------------------------------------------------------------------------------

// True if an activation begins.
bool durable_run::gather() {
  std::vector<job> jobs;
  if (std::exchange(look_, false)) {
    const auto txn = runtime::journal::read_txn::begin(engine_.env());
    auto waiting = txn ? engine_.tables().waiting(*txn, chain_, beyond_) : txn.error();
    if (!waiting) {
      log::write(log::level::error, "workflow", message_of(waiting.error()));
      return false;
    }
    jobs = std::move(*waiting);
  }
  for (arrival& each : arrived_)
    if (each.run == run_number_)
      jobs.push_back(std::move(each.what));
  arrived_.clear();
  // What was given twice: timers are told of again after a rewind of their clock.
  std::set<uint64_t> fired;
  std::erase_if(jobs, [&](const job& each) {
    return each.kind == job_kind::fire_timer && (!run_->deadline_of(each.command) || !fired.insert(each.command).second);
  });
  if (jobs.empty() && run_->activations() != 0)
    return false;
  if (!host_->enter()) {
    forget_run();
    return false;
  }
  entered_ = true;
  for (const job& each : jobs)
    beyond_ = std::max(beyond_, each.arrival);
  run_->begin(engine_.now_ns(), std::move(jobs));
  phase_ = phase::working;
  return true;
}

void durable_run::work() {
  switch (run_->step(limits::resumes_per_slice)) {
    case run::state::working:
      if (runtime::lua::slice* here = runtime::lua::slice::current())
        here->note_preempted();
      return;
    case run::state::diverged: block(run_->problem().text()); return;
    case run::state::waiting:
    case run::state::closed: commit(); return;
  }
}

}  // namespace troupe::actors
