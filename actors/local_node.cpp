#include "actors/local_node.hpp"

#include "actors/function_pool.hpp"
#include "actors/letters.hpp"
#include "actors/workflows.hpp"
#include "config/log.hpp"

namespace troupe::actors {

local_node::local_node(caf::actor_system& system, const clock_source& clock, program_source& programs)
  : system_(system),
    clock_(clock),
    programs_(programs),
    timers_(clock, [this](process_id who, runtime::ticket timer, bool repeats) { timer_fired(who, timer, repeats); }) {
  names_.host_exists = [this](std::string_view host) {
    return find_host(host) != nullptr || host.ends_with(function_host_suffix) || (durable() != nullptr && durable()->find_host(host) != nullptr);
  };
}

local_node::~local_node() = default;

// ---- time -------------------------------------------------------------------------------------------------------------

void local_node::timer_fired(process_id who, runtime::ticket timer, bool repeats) {
  if (who.is_workflow()) {
    if (workflows* engine = durable())
      engine->timer_fired(who, timer);
    return;
  }
  if (who) {
    if (const process_ptr owner = names_.find(who)) {
      if (repeats) {
        owner->put_tick(timer);
        return;
      }
      auto letter = std::make_unique<runtime::message>();
      letter->kind = runtime::letter::timer;
      letter->reference = timer;
      owner->put(std::move(letter));
    }
    return;
  }
  std::function<void()> chore;
  {
    const std::lock_guard lock{chores_guard_};
    if (const auto found = chores_.find(timer); found != chores_.end()) {
      chore = std::move(found->second);
      chores_.erase(found);
    }
  }
  if (chore)
    chore();
}

void local_node::after(std::chrono::nanoseconds delay, std::function<void()> chore) {
  runtime::ticket number = 0;
  {
    const std::lock_guard lock{chores_guard_};
    number = ++last_chore_;
    chores_.emplace(number, std::move(chore));
  }
  timers_.add({}, number, delay, {});
}

// ---- hosts and processes ----------------------------------------------------------------------------------------------

void local_node::add_host(std::shared_ptr<process_host> host) {
  const std::unique_lock lock{hosts_guard_};
  std::string id = *host->id();
  hosts_.insert_or_assign(std::move(id), std::move(host));
}

void local_node::remove_host(const process_host& which) {
  const std::unique_lock lock{hosts_guard_};
  if (const auto found = hosts_.find(*which.id()); found != hosts_.end() && found->second.get() == &which)
    hosts_.erase(found);
}

std::shared_ptr<process_host> local_node::find_host(std::string_view id) const {
  const std::shared_lock lock{hosts_guard_};
  const auto found = hosts_.find(id);
  return found == hosts_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<process_host>> local_node::hosts() const {
  const std::shared_lock lock{hosts_guard_};
  std::vector<std::shared_ptr<process_host>> all;
  for (const auto& [id, each] : hosts_)
    all.push_back(each);
  return all;
}

void local_node::publish(registry::published now) {
  std::atomic_store(&published_, std::make_shared<const registry::published>(std::move(now)));
}

std::shared_ptr<const registry::snapshot> local_node::entries() const {
  const auto now = published();
  return now == nullptr ? nullptr : std::shared_ptr<const registry::snapshot>{now, &now->entries};
}

caf::expected<process_id> local_node::spawn(runtime::spawn_request& request, process_id parent, answer_to started,
                                            answer_to ended, crash_sink crashed, std::shared_ptr<const code_rule> on_update) {
  if (workflows* engine = durable(); engine != nullptr && engine->find_host(request.host) != nullptr) {
    if (caf::error problem = engine->spawn(request, parent, std::move(started), std::move(ended)))
      return problem;
    return process_id{};
  }
  if (!request.name.empty())
    if (const process_ptr holder = names_.find(names_.lookup(request.name))) {  // spawn-or-signal
      for (runtime::message_ptr& letter : request.first_messages)
        if (holder->offer(std::move(letter)) == process::delivery::full)
          return make_error(errc::unavailable, "mailbox is full");
      // Nothing was started whose end could be waited for: process.exec gets the PID, too.
      answer(started.wanted() ? started : ended, holder->id(), runtime::value::of(holder->id().text()));
      return holder->id();
    }
  const std::shared_ptr<process_host> host = find_host(request.host);
  if (host == nullptr) {
    // One that is defined but was never started is another matter than a name nobody knows.
    if (durable_host_rests(request.host))
      return make_error(errc::unavailable, std::string{workflows::no_client});
    const auto known = entries();
    const registry::entry* defined = known == nullptr ? nullptr : known->find(entry_id::parse(request.host));
    if (defined != nullptr && defined->kind.ends_with(".host"))
      return make_error(errc::unavailable, "host is not running");
    return make_error(errc::not_found, "host not found: " + request.host);
  }
  auto code = programs_.process_program(request.entry);
  if (!code)
    return code.error();
  switch (host->enter()) {
    case process_host::entry::granted: break;
    case process_host::entry::full: return make_error(errc::unavailable, "host is full");
    case process_host::entry::not_running:
      return make_error(errc::unavailable,
                        host->now() == process_host::state::stopping ? "host is shutting down" : "host is not running");
  }
  process_options options;
  options.id = names_.next_id(host->id());
  options.entry = request.entry;
  options.code = std::move(*code);
  options.arguments = request.arguments;
  options.context = request.context;
  options.console = host->console();
  options.limits = &host->limits();
  options.started = started;
  options.ended = ended;
  options.crashed = crashed;
  options.place = host;
  options.on_update = on_update;
  const process_id id = options.id;
  const process_ptr made = process::make(*this, host->workers(), std::move(options));
  // All in place before the first instruction, so that even an instant exit is reported.
  names_.add(made);
  if (request.monitor)
    names_.monitor(parent, id);
  if (request.link)
    names_.link(parent, id);
  if (!request.name.empty() && names_.register_name(request.name, id)) {
    // Somebody took the name since we looked: this process never was, the holder is signalled.
    names_.remove(id);
    host->vacate();
    host->leave();
    return spawn(request, parent, std::move(started), std::move(ended), std::move(crashed), std::move(on_update));
  }
  made->give(std::move(request.first_messages));
  made->launch();
  return id;
}

bool local_node::durable_host_rests(std::string_view host) const {
  if (workflows* engine = durable())
    if (const auto found = engine->find_host(host))
      return !found->running();
  const auto known = entries();
  const registry::entry* defined = known == nullptr ? nullptr : known->find(entry_id::parse(host));
  return defined != nullptr && (defined->kind == "workflow.host" || defined->kind == "temporal.worker");
}

void local_node::announce_change(const std::vector<std::string>& entries) {
  if (workflows* engine = durable())
    engine->code_changed();
  for (const process_ptr& each : names_.living(nullptr))
    if (each->wants_outdated())
      each->put(make_outdated(entries));
}

bool local_node::runs_old_code(const process& which) {
  if (which.follows_changes())
    return false;
  const auto now = programs_.process_program(which.entry());
  return !now || !which.runs(now->get());
}

// ---- calls ------------------------------------------------------------------------------------------------------------

caf::expected<callee> local_node::call(runtime::call_request& request, process_id caller, answer_to ended) {
  if (std::shared_ptr<function_pool> pool = programs_.functions(request.function)) {
    const process_id id = pool->call(*this, request, std::move(ended));
    return callee{id, std::move(pool)};
  }
  const std::string host = programs_.default_host(request.function);
  if (host.empty())
    return nobody_answers(request.function);
  runtime::spawn_request child;
  child.entry = request.function;
  child.host = host;
  child.arguments = request.arguments;
  child.context = request.context;
  auto id = spawn(child, caller, {}, std::move(ended));
  if (!id)
    return std::move(id.error());
  return callee{*id, nullptr};
}

caf::error local_node::nobody_answers(const std::string& function) const {
  std::string text = "no handler registered for target: " + function;
  const auto known = entries();
  const registry::entry* defined = known == nullptr ? nullptr : known->find(entry_id::parse(function));
  if (defined != nullptr && (defined->kind == "process.lua" || defined->kind == "workflow.lua"))
    text += "; " + function + " is a " + defined->kind + ": give it meta.default_host to make it callable";
  return make_error(errc::not_found, std::move(text));
}

void local_node::cancel_call(const callee& whom, process_id caller) {
  if (!whom.id || (whom.pool && whom.pool->withdraw(whom.id)))
    return;
  if (const process_ptr to = names_.find(whom.id))
    to->put(whom.by_force ? make_terminate(runtime::fault::of(errc::canceled, "caller context canceled"))
                          : make_cancel(caller, "caller context canceled"));
}

void local_node::note_ignored_option(const std::string& option) {
  constexpr size_t noted_max = 100;  // a program may make names up
  {
    const std::lock_guard lock{chores_guard_};
    if (ignored_options_.size() == noted_max || !ignored_options_.insert(option).second)
      return;
  }
  log::warn("funcs", "call option \"" + option + "\" has no effect here");
}

void local_node::answer(const answer_to& whom, process_id from, runtime::outcome result) {
  if (whom.callback)
    whom.callback(result);
  else if (whom.ticket != 0)
    if (const process_ptr waiting = names_.find(whom.who))
      waiting->put(make_completed(from, whom.ticket, std::move(result)));
}

}  // namespace troupe::actors
