// The process that the command line launches: which one, on which host, and what its end means for the program's.
#include "config/errc.hpp"
#include "config/files.hpp"
#include "config/log.hpp"
#include "hosts/application.hpp"
#include "hosts/error_advice.hpp"

#include <fmt/format.h>

#include <cmath>
#include <thread>

namespace troupe::hosts {

namespace {

constexpr std::chrono::seconds host_wait_max{5};

std::string list_of(const std::vector<command>& commands) {
  std::string text;
  for (const command& each : commands)
    text += (text.empty() ? "" : ", ") + each.name;
  return text;
}

}  // namespace

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
  const document* hides = host_entry == nullptr ? nullptr : registry::find_field(registry::as_decoded(*host_entry), "hide_logs");
  if (hides != nullptr && hides->as_bool() != nullptr && *hides->as_bool()) {
    hides_logs_ = true;
    log::hide();
  }
  const auto child = node_->spawn(request, {}, started, done, [](actors::crash_report report) {
    report.explained = true;  // below the error that the person at the terminal reads
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
  const int code = exit_code_of(result, launched_, launched_from_, console_);
  if (runtime::fault_in(result) != nullptr)
    shutdown_.request(code);
  else
    shutdown_.request_at_end(code);
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

}  // namespace troupe::hosts
