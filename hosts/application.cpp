#include "hosts/application.hpp"

#include "actors/letters.hpp"
#include "config/duration.hpp"
#include "config/files.hpp"
#include "config/limits.hpp"
#include "config/log.hpp"
#include "hosts/error_advice.hpp"
#include "hosts/registry_past.hpp"
#include "runtime/lua/chunk_cache.hpp"

#include <caf/send.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <future>
#include <thread>

namespace troupe::hosts {

using actors::service_definition;

namespace {

constexpr std::chrono::seconds host_wait_max{5};
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

std::string list_of(const std::vector<command>& commands) {
  std::string text;
  for (const command& each : commands)
    text += (text.empty() ? "" : ", ") + each.name;
  return text;
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
  node_->request_exit = [this](int code) { shutdown_.request(code); };
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
  node_->timers().start_thread();
  node_->waiting().start(limits::blocking_threads_max);
}

application::~application() {
  caf::anon_send_exit(keeper_, caf::exit_reason::user_shutdown);
  keeper_ = nullptr;
  caf::anon_send_exit(coordinator_, caf::exit_reason::user_shutdown);
  coordinator_ = nullptr;
  system_->await_all_actors_done();
  console_.close();
  node_->timers().stop_thread();
  catalogue_.reset();
  observer_.reset();
  service_kinds_.clear();  // their pools end here
  if (function_workers_)
    function_workers_->stop();
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

// ---- the launched process ---------------------------------------------------------------------------------------------

registry::snapshot application::entries() const {
  return node_->published()->entries;
}

caf::expected<command> application::choose_command() const {
  const std::vector<command> known = commands_of(entries().entries());
  if (!launch_.command.empty()) {
    auto found = find_command(known, launch_.command);
    if (!found && launch_.bare && is_folder(launch_.command))
      return make_error(code_of(found.error()), message_of(found.error()) + suggestion("./" + launch_.command));
    return found;
  }
  std::vector<command> mains;
  for (const command& each : known)
    if (each.is_main)
      mains.push_back(each);
  if (mains.size() == 1)
    return mains.front();
  if (mains.empty() && launch_.from_pack && known.size() == 1)
    return known.front();
  if (mains.empty() && launch_.from_pack && !known.empty())
    return make_error(errc::conflict, fmt::format("the pack has several commands and none is marked `main`: {}; name one: troupe run PACK COMMAND", list_of(known)));
  if (mains.empty())
    return make_error(errc::none);
  return make_error(errc::conflict, fmt::format("several commands are marked `main`: {}; name one: troupe run PATH COMMAND",
                                                list_of(mains)));
}

caf::expected<std::string> application::choose_host() const {
  if (!launch_.host.empty())
    return launch_.host;
  const auto hosts = entries().of_kind("terminal.host");
  if (hosts.empty())
    return make_error(errc::not_found, "no terminal.host found in registry (add an entry `{name: terminal, kind: terminal.host, "
                                       "lifecycle: {auto_start: true}}`)");
  if (hosts.size() == 1)
    return hosts.front()->id.text();
  std::string names;
  for (const registry::entry_ptr& each : hosts)
    names += (names.empty() ? "" : ", ") + each->id.text();
  return make_error(errc::conflict, fmt::format("multiple terminal hosts found ({}), use --host to specify", names));
}

std::string application::nearest_host(const std::string& id) const {
  std::vector<entry_id> hosts;
  for (const char* kind : {"terminal.host", "process.host"})
    for (const registry::entry_ptr& each : entries().of_kind(kind))
      hosts.push_back(each->id);
  return nearest_id(entry_id::parse(id), hosts);
}

bool application::starts_by_itself(const std::string& id) const {
  const registry::entry_ptr found = entries().get(entry_id::parse(id));
  return found != nullptr && registry::read_lifecycle(*found).auto_start;
}

caf::error application::wait_for_host(const std::string& id) const {
  if (const registry::entry_ptr named = entries().get(entry_id::parse(id)))
    if (named->kind != "terminal.host" && named->kind != "process.host")
      return make_error(errc::invalid, fmt::format("{} is a {}, not a host (name an entry of kind terminal.host or process.host)", id,
                                                   named->kind));
  const auto until = std::chrono::steady_clock::now() + host_wait_max;
  while (true) {
    const start_outcome started = started_;  // asked first: what has started by then is running below
    const auto host = node_->find_host(id);
    // What it spawns on, or calls, is up as well, unless that takes long.
    if (host != nullptr && host->now() == actors::process_host::state::running
        && (started != start_outcome::pending || std::chrono::steady_clock::now() >= until))
      return caf::none;
    if (shutdown_.requested())
      return make_error(errc::canceled, "interrupted");
    if (!entries().contains(entry_id::parse(id)))
      return make_error(errc::not_found, fmt::format("host not found: {}{}", id, suggestion(nearest_host(id))));
    if (started == start_outcome::not_all && starts_by_itself(id))
      return make_error(errc::unavailable, fmt::format("host {} is not running (the services were not started{})", id,
                                                       bundle_.config.log_options().silent ? "; -v says why" : ", see above"));
    if (started != start_outcome::pending || std::chrono::steady_clock::now() >= until)
      return make_error(errc::unavailable, fmt::format("host {} is not running (does it have `lifecycle: {{auto_start: true}}`?)", id));
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
}

// Whether `entry` can be launched, before anything waits for its host.
caf::error application::check_launched(const std::string& entry) const {
  const registry::snapshot entries = this->entries();
  const entry_id id = entry_id::parse(entry);
  if (const registry::entry* found = entries.find(id))
    return found->kind == "process.lua"
             ? caf::error{}
             : make_error(errc::invalid, fmt::format("{} is a {} (-x starts an entry of kind process.lua)", entry, found->kind));
  std::vector<std::string> ids;
  for (const registry::entry_ptr& each : entries.of_kind("process.lua"))
    ids.push_back(each->id.text());
  const std::string_view near = nearest_name(entry, {ids.begin(), ids.end()});
  return make_error(errc::not_found, fmt::format("process not found: {}{}", entry,
                                                 near.empty() ? "" : fmt::format(" (did you mean {}?)", near)));
}

caf::error application::launch() {
  std::string entry = launch_.entry;
  registry::security_block security;
  if (entry.empty()) {
    const auto chosen = choose_command();
    if (!chosen)
      return code_of(chosen.error()) == errc::none ? caf::error{} : chosen.error();  // no main command: services alone
    entry = chosen->entry.text();
    security = chosen->security;
  }
  const auto host = choose_host();
  if (!host)
    return host.error();
  if (const caf::error problem = check_launched(entry))
    return problem;
  if (const caf::error problem = wait_for_host(*host))
    return problem;
  auto who = node_->policies().identity_of(security);
  if (!who)
    return with_context(who.error(), entry);
  launched_ = entry;
  launched_from_ = entries();
  runtime::spawn_request request;
  request.context.who = std::move(*who);
  request.entry = entry;
  request.host = *host;
  runtime::value_writer arguments;
  for (const std::string& each : launch_.arguments)
    arguments.text(each);
  request.arguments = arguments.finish(launch_.arguments.size());
  const actors::answer_to done{{}, 0, [this](runtime::outcome& result) { ended(result); }};
  const actors::answer_to started{{}, 0, [this, entry](runtime::outcome& result) {
                                    auto* why = std::get_if<runtime::fault>(&result);
                                    if (why == nullptr)
                                      return;
                                    if (!why->message.starts_with(entry))  // positions name the entry already
                                      why->message = entry + ": " + why->message;
                                    ended(result);
                                  }};
  const registry::snapshot entries = this->entries();
  const registry::entry* host_entry = entries.find(entry_id::parse(*host));
  const document* hides = host_entry == nullptr ? nullptr : registry::find_field(*host_entry, "hide_logs");
  if (hides != nullptr && hides->as_bool() != nullptr && *hides->as_bool()) {
    hides_logs_ = true;
    log::hide();
  }
  const auto child = node_->spawn(request, {}, started, done, [](const actors::crash_report& report) {
    actors::log_crash(report, "none: its end is the end of the program");
  });
  if (child)
    return caf::none;
  if (hides_logs_.exchange(false))
    log::show();
  return child.error();
}

void application::ended(const runtime::outcome& result) {
  if (hides_logs_.exchange(false))
    log::show();
  // Forced out because it overran the shutdown that somebody else began: overruns do not change the exit code.
  if (const runtime::fault* why = runtime::fault_in(result);
      why != nullptr && shutdown_.requested() && why->kind == kind_name(errc::canceled))
    return;
  shutdown_.request(exit_code_of(result, launched_, launched_from_, console_));
}

int application::exit_code_of(const runtime::outcome& result, std::string_view launched, const registry::snapshot& entries, console& terminal) {
  if (const runtime::fault* why = runtime::fault_in(result)) {
    std::string text = why->message;
    // An error wrapped by its own name twice is said once.
    if (const size_t colon = text.find(": "); colon != std::string::npos && text.compare(colon + 2, colon + 2, text, 0, colon + 2) == 0)
      text.erase(0, colon + 2);
    terminal.write(true, text + "\n" + advice_on(text, launched, entries));
    return 1;
  }
  runtime::value_reader reader{std::get<runtime::value>(result)};
  if (reader.remaining() == 0)
    return 0;
  const runtime::value_reader::item item = reader.next();
  switch (item.type) {
    case runtime::tag::integer:
    case runtime::tag::number:
      return std::isfinite(item.number) && std::fabs(item.number) < 2147483648.0 ? static_cast<int>(item.number) : 1;
    case runtime::tag::no: return 1;
    case runtime::tag::text: terminal.write(false, std::string{item.text} + "\n"); return 0;
    default: return 0;
  }
}

// ---- shutdown ---------------------------------------------------------------------------------------------------------

// False if that took too long.
bool application::stop_services() {
  log::debug("run", "shutting down");
  auto done = std::make_shared<std::promise<std::vector<std::string>>>();
  std::future<std::vector<std::string>> stopped = done->get_future();
  caf::anon_send(coordinator_, actors::stop_services{[done](std::vector<std::string> problems) { done->set_value(std::move(problems)); }});
  const std::chrono::nanoseconds patience = bundle_.config.duration("shutdown.timeout");
  if (stopped.wait_for(patience) == std::future_status::timeout) {
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

}  // namespace troupe::hosts
