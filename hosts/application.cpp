#include "hosts/application.hpp"

#include "actors/letters.hpp"
#include "actors/service_orders.hpp"
#include "config/duration.hpp"
#include "config/limits.hpp"
#include "config/log.hpp"
#include "hosts/error_advice.hpp"
#include "hosts/registry_past.hpp"
#include "runtime/lua/chunk_cache.hpp"

#include <caf/send.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <future>
#include <thread>

namespace troupe::hosts {

using actors::service_definition;

namespace {

// For orders that programs give, or changed code does: while services stop for a change others are refused.
constexpr std::chrono::milliseconds order_pause{100};
constexpr int order_tries_max = 300;

caf::actor_system_config& configure(caf::actor_system_config& config) {
  // The system pool: registry, coordinator, supervisors. `sharing` sleeps when idle, `stealing` would poll.
  config.set("scheduler.max-threads", size_t{1});
  config.set("scheduler.policy", caf::atom("sharing"));
  return config;
}

void print_error(const std::string& text) {
  std::fprintf(stderr, "Error: %s\n", text.c_str());
}

}  // namespace

application::application(bundle_request how, loaded_bundle bundle, launch_request launch, std::optional<state_folder> state)
  : how_(std::move(how)),
    bundle_(std::move(bundle)),
    launch_(std::move(launch)),
    state_(std::move(state)),
    system_(std::make_unique<caf::actor_system>(configure(system_config_))),
    programs_([this]() -> actors::pool& {
      if (function_workers_ == nullptr)
        function_workers_ = std::make_unique<thread_pool>(*system_, watchdog_, std::max(1U, std::thread::hardware_concurrency()), "functions");
      return *function_workers_;
    }),
    node_(std::make_unique<actors::local_node>(*system_, system_clock(), programs_)),
    journal_(bundle_.config, *node_, state_ ? state_->path() : std::filesystem::path{}),
    around_(std::make_unique<kind_environment>(kind_environment{*node_, programs_, console_, watchdog_, journal_})),
    modules_(bundle_) {
  around_->module_folder = [this](const std::string& module) { return modules_.folder_of(module); };
  console_.set_arguments(launch_.arguments);
  node_->request_exit = [this](int code) { shutdown_.request_by_program(code); };
  node_->change_registry = [this](actors::apply_changes what) { caf::anon_send(keeper_, std::move(what)); };
  node_->move_registry = [this](actors::apply_version what) { caf::anon_send(keeper_, std::move(what)); };
  node_->order_service = [this](actors::service_order what, const entry_id& id) { order_service(what, id, order_tries_max); };
  node_->ask_services = [this](std::function<void(std::vector<actors::service_report>)> answer) {
    caf::anon_send(coordinator_, actors::describe_services{std::move(answer)});
  };
  node_->policies().set_strict(bundle_.config.boolean("security.strict_mode"));
  node_->ask_tree = [this](actors::ask_tree question) { caf::anon_send(coordinator_, std::move(question)); };
  node_->settings().node_name = bundle_.config.node_name();
  node_->settings().memory_limit = static_cast<int64_t>(bundle_.config.memory_limit_bytes());
  actors::explain_errors_by([this](std::string_view error) {
    const auto known = node_->entries();
    return known == nullptr ? actors::explanation{} : explanation_of(error, *known);
  });
  node_->timers().start_thread();
  if (bundle_.config.boolean("logmanager.stream_to_events"))
    log_events_ = std::make_unique<log_events>(*node_);
  node_->waiting().start(limits::blocking_threads_max);
}

application::~application() {
  log_events_.reset();
  caf::anon_send_exit(keeper_, caf::exit_reason::user_shutdown);
  keeper_ = nullptr;
  caf::anon_send_exit(coordinator_, caf::exit_reason::user_shutdown);
  coordinator_ = nullptr;
  await_actors();
  console_.close();
  node_->timers().stop_thread();
  catalogue_.reset();
  observer_.reset();
  service_kinds_.clear();  // their pools end here
  if (function_workers_)
    function_workers_->stop();
  actors::explain_errors_by({});
}

int application::run() {
  coordinator_ = system_->spawn<actors::coordinator>(system_clock(), [this](const entry_id& id, const actors::service_state& state) {
    document data{document::map{{"status", document{name_of(state.now)}}, {"desired", document{name_of(state.wanted)}}}};
    if (!state.details.empty())
      data.set("details", document{state.details});
    node_->bus().send(node_->names(), "supervisor", "service.update", id.text(), data);
  });
  if (const caf::error problem = boot()) {
    print_error(message_of(problem));
    return 1;
  }
  open_reload();
  open_control();
  journal_.open_if_there();
  start_services();
  if (launch_.wanted())
    if (const caf::error problem = launch()) {
      print_error(message_of(problem));
      shutdown_.request(1);
    }
  shutdown_.wait();
  close_reload();
  const bool in_time = stop_services();
  if (in_time)
    stop_functions();
  journal_.close();
  control_.reset();
  const int code = shutdown_.code();
  const bool waited = node_->waiting().stop(limits::blocking_stop_max);
  if (!waited)
    log::warn("run", "a call that waits for the disk did not end in time");
  if (const size_t left = node_->names().count(); left > 0 || !in_time || !waited) {
    // Code that never gives its worker back cannot be waited for; everything that could be told has been told.
    if (left > 0)
      log::warn("run", fmt::format("{} process{} did not end in time", left, left == 1 ? "" : "es"));
    std::fflush(nullptr);
    std::_Exit(code);
  }
  return code;
}

// ---- boot -------------------------------------------------------------------------------------------------------------

caf::error application::boot() {
  if (bundle_.config.boolean("lua.type_system.enabled") && bundle_.config.boolean("lua.type_system.strict"))
    programs_.set_type_rules(runtime::lua::type_rules::strict);
  if (state_)
    runtime::lua::open_chunk_file(state_->path() / "cache" / "chunks");
  service_kinds_ = define_kinds(kinds_, *around_);
  kinds_.limit_operations(bundle_.config.duration("registry.event_wait_timeout"));
  kinds_.stored_kinds(bundle_.config.strings("registry.dispatch_internal_kinds"));
  auto past = open_past(bundle_.config, state_ ? state_->path() : std::filesystem::path{".troupe"},
                        launch_.ignore_history ? past_use::ignored : past_use::restored);
  if (!past)
    return with_context(past.error(), "failed to load state");
  const registry::version_number head = (*past)->head();
  catalogue_ = std::make_unique<registry::catalogue>(kinds_, std::move(*past));
  observer_ = std::make_unique<registry_observer>(*node_, *catalogue_, service_kinds_, coordinator_);
  catalogue_->observe(*observer_);
  catalogue_->expand_with(modules_);
  diagnostics findings;
  check_command_names(bundle_.entries, findings);
  if (findings.has_errors()) {
    std::fprintf(stderr, "%s\n", findings.text().c_str());
    return make_error(errc::invalid, "failed to load state: 1 problem found, nothing was started");
  }
  const caf::error problem = catalogue_->boot(bundle_.entries, findings);
  for (const diagnostic& each : findings)
    if (each.level == severity::warning)
      log::warn("registry", each.body());
  if (!problem) {
    keep_chunks();
    keeper_ = system_->spawn<actors::registry_keeper, caf::detached>(*catalogue_);
    return caf::none;
  }
  for (const diagnostic& each : findings)
    if (each.level == severity::error)
      std::fprintf(stderr, "%s\n", each.text().c_str());
  const std::string hint =
    head == 0 ? "" : fmt::format(" (v{} of the history was to be restored on top of the files; {})", head, ignore_history_advice);
  if (const size_t n = findings.error_count(); n > 0)
    return make_error(errc::invalid, fmt::format("failed to load state: {} problem{} found, nothing was started{}", n, n == 1 ? "" : "s", hint));
  return make_error(code_of(problem), "failed to load state: " + message_of(problem) + hint);
}

// Without them the next boot takes longer, nothing else.
void application::keep_chunks() const {
  if (!state_)
    return;
  if (const auto kept = runtime::lua::keep_chunk_file())
    log::debug("run", "Lua chunks ready", document{document::map{{"compiled", document{static_cast<int64_t>(kept->compiled)}},
                                                                 {"from_cache", document{static_cast<int64_t>(kept->from_file)}}}});
  else
    log::warn("run", "compiled chunks cannot be kept for the next start: " + message_of(kept.error()));
}

// An order that another one stands in the way of is given again.
void application::order_service(actors::service_order what, const entry_id& id, int tries) {
  auto done = [this, what, id, tries](const actors::order_outcome& outcome) {
    if (code_of(outcome.problem) == errc::conflict && tries > 1)
      node_->after(order_pause, [this, what, id, tries] { order_service(what, id, tries - 1); });
    else if (outcome.problem)
      log::warn("supervisor", fmt::format("{} {}: {}", name_of(what), id.text(), message_of(outcome.problem)));
  };
  caf::anon_send(coordinator_, actors::order_service{what, id, std::move(done)});
}

void application::open_reload() {
  reload_ = std::make_unique<live_reload>(*node_, keeper_, how_, bundle_, state_ ? state_->path() : std::filesystem::path{});
  shutdown_.on_hangup([this] { reload_->hangup(); });
  if (!bundle_.config.boolean("watch"))
    return;
  if (const caf::error problem = reload_->watch())
    log::warn("watch", "changed files are not taken over by themselves: " + message_of(problem));
}

// From here on nothing starts a reload. One that is under way ends before the keeper does.
void application::close_reload() {
  shutdown_.on_hangup({});
  reload_->stop_watching();
}

// Its failure is no reason to stay away: the program does its work, and says that nobody can look at it.
void application::open_control() {
  if (!state_ || !bundle_.config.boolean("control.enabled"))
    return;
  const std::string bundle = bundle_.source.folder.empty() ? std::string{"."} : bundle_.source.folder.string();
  control_requests_ = std::make_unique<control::requests>(*node_, coordinator_, *reload_, bundle, state_->path().string());
  auto opened = control::server::open(state_->path(), [this](std::string_view line, control::server::reply answer) {
    control_requests_->handle(line, std::move(answer));
  });
  if (opened)
    control_ = std::move(*opened);
  else
    log::warn("control", "no control socket, `troupe ps` and the like will not find this program: " + message_of(opened.error()));
}

void application::start_services() {
  std::set<entry_id> wanted = observer_->at_boot();
  if (wanted.empty() && (!launch_.wanted() || (launch_.main_command && launch_.command.empty() && launch_.entry.empty() && !choose_command())))
    log::warn("run", "nothing to run: no entry is a service with `auto_start: true`, no command is marked `main`; waiting for a signal");
  caf::anon_send(coordinator_, actors::start_services{std::move(wanted), [this](const std::vector<std::string>& problems) {
                                                        if (problems.empty())
                                                          log::debug("supervisor", "services started");
                                                        started_ = problems.empty() ? start_outcome::all : start_outcome::not_all;
                                                      }});
}

// ---- shutdown ---------------------------------------------------------------------------------------------------------

// For the person at the terminal, who else sees nothing for as long as a service's stop_timeout.
void application::tell_who_stops() {
  auto asked = std::make_shared<std::promise<std::vector<actors::service_report>>>();
  std::future<std::vector<actors::service_report>> answer = asked->get_future();
  caf::anon_send(coordinator_, actors::describe_services{[asked](std::vector<actors::service_report> all) { asked->set_value(std::move(all)); }});
  if (answer.wait_for(limits::stop_notice) == std::future_status::timeout)
    return;
  std::vector<std::string> names;
  for (const actors::service_report& each : answer.get())
    if (each.state.now == actors::service_status::stopping)
      names.push_back(each.id.text());
  if (!names.empty())
    log::info("run", fmt::format("waiting for {} to stop; a second signal ends the program at once", fmt::join(names.begin(), names.end(), ", ")));
}

// False if that took too long.
bool application::stop_services() {
  log::debug("run", "shutting down");
  auto done = std::make_shared<std::promise<std::vector<std::string>>>();
  std::future<std::vector<std::string>> stopped = done->get_future();
  caf::anon_send(coordinator_, actors::stop_services{[done](std::vector<std::string> problems) { done->set_value(std::move(problems)); }});
  const std::chrono::nanoseconds patience = bundle_.config.duration("shutdown.timeout");
  const auto until = std::chrono::steady_clock::now() + patience;
  if (patience > limits::stop_notice && stopped.wait_for(limits::stop_notice) == std::future_status::timeout)
    tell_who_stops();
  if (stopped.wait_until(until) == std::future_status::timeout) {
    log::error("run", fmt::format("services did not stop within {} (shutdown.timeout)", format_duration(patience)));
    return false;
  }
  for (const std::string& problem : stopped.get())
    log::error("supervisor", problem);
  return true;
}

// Calls that are still under way: whoever asked has gone. They are told, and after a while ended by force.
void application::stop_functions() {
  programs_.close(*node_);
  const auto running = [this] {
    std::vector<actors::process_ptr> calls = node_->names().living(nullptr);
    std::erase_if(calls, [](const actors::process_ptr& each) { return !each->is_function(); });
    return calls;
  };
  const auto end_within = [&](std::chrono::nanoseconds span) {
    const auto until = std::chrono::steady_clock::now() + span;
    while (!running().empty() && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
  };
  for (const actors::process_ptr& each : running())
    each->put(actors::make_cancel({}, "scheduler shutdown"));
  end_within(limits::function_stop_max);
  for (const actors::process_ptr& each : running())
    each->put(actors::make_terminate(runtime::fault::of(errc::canceled, "host stopped")));
  end_within(limits::function_stop_max);
}

// One that computes, over a source that takes minutes to compile say, is waited for as long as services are.
void application::await_actors() {
  const std::chrono::nanoseconds patience = bundle_.config.duration("shutdown.timeout");
  std::promise<void> all_done;
  std::thread guard{[&, done = all_done.get_future()] {
    if (done.wait_for(patience) == std::future_status::ready)
      return;
    log::error("run", fmt::format("a change of the registry did not end within {} (shutdown.timeout)", format_duration(patience)));
    std::fflush(nullptr);
    std::_Exit(shutdown_.code());
  }};
  system_->await_all_actors_done();
  all_done.set_value();
  guard.join();
}

}  // namespace troupe::hosts
