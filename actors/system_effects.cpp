// What programs may ask of the application around them: its environment, its collector of measurements, its services, hosts, processes.
#include "actors/local_node.hpp"

#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <array>
#include <cstdio>

namespace troupe::actors {

using runtime::fault;
using runtime::reply;
using runtime::ticket;
using runtime::value;

namespace {

reply settled(const caf::error& problem) {
  return problem ? reply::of(fault::of(problem)) : reply::of(value::of(true));
}

int64_t nanoseconds_of(wall_time when) {
  return when.time_since_epoch().count();
}

document count(uint64_t n) {
  return document{static_cast<int64_t>(n)};
}

// ---- services ----------------------------------------------------------------------------------------------------------

// `started_at` is told by the steady clock, as supervision keeps it.
document describe(const service_report& which, steady_time steady, wall_time wall) {
  document made{document::map{}};
  made.set("id", document{which.id.text()});
  made.set("status", document{name_of(which.state.now)});
  made.set("desired", document{name_of(which.state.wanted)});
  made.set("retry_count", document{static_cast<int64_t>(which.state.failures)});
  made.set("last_update", document{nanoseconds_of(which.since)});
  const auto ago = steady - which.state.running_since;
  made.set("started_at", document{which.state.running_since == steady_time{} ? 0 : nanoseconds_of(wall - ago)});
  if (!which.state.details.empty())
    made.set("details", document{which.state.details});
  return made;
}

// ---- processes ---------------------------------------------------------------------------------------------------------

std::string host_of(process_id id) {
  return id.host == nullptr ? std::string{} : *id.host;
}

document describe(const process_info& which, steady_time steady, wall_time wall) {
  document made{document::map{}};
  made.set("pid", document{which.id.text()});
  made.set("host", document{host_of(which.id)});
  made.set("source", document{which.entry});
  made.set("entry", document{which.entry});
  made.set("state", document{name_of(which.status)});
  made.set("status", document{name_of(which.status)});
  made.set("steps", count(which.slices));
  made.set("mailbox", count(which.unread));
  made.set("memory", count(which.memory_bytes));
  made.set("cpu_ms", document{std::chrono::duration<double, std::milli>(which.cpu).count()});
  if (!which.position.empty())
    made.set("current", document{which.position});
  made.set("started_at", document{nanoseconds_of(wall - (steady - which.born))});
  return made;
}

bool matches(const process_info& which, const document& filter) {
  const document* host = filter.find("host");
  const document* entry = filter.find("entry");
  return (host == nullptr || host->scalar_text() == host_of(which.id)) && (entry == nullptr || entry->scalar_text() == which.entry);
}

// ---- the program -------------------------------------------------------------------------------------------------------

// Resident and virtual size of the program, in bytes.
struct program_size {
  uint64_t all = 0;
  uint64_t resident = 0;
};

program_size size_of_program() {
  program_size size;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    unsigned long all = 0;
    unsigned long resident = 0;
    if (std::fscanf(file, "%lu %lu", &all, &resident) == 2) {
      const auto page = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
      size = {all * page, resident * page};
    }
    std::fclose(file);
  }
  return size;
}

// Under the names programs know. Lua heaps lie outside malloc's, so both are summed; what only a collector of the whole program would
// know is 0.
document memory_figures(const names& table) {
  const struct mallinfo2 heap = mallinfo2();
  uint64_t lua = 0;
  uint64_t processes = 0;
  for (const process_ptr& each : table.living(nullptr)) {
    lua += each->info().memory_bytes;
    ++processes;
  }
  const program_size size = size_of_program();
  // Another allocator in malloc's place (a sanitizer's, say) tells nothing: then all that is resident counts as used.
  const uint64_t used = heap.arena + heap.hblkhd == 0 ? size.resident : heap.uordblks + heap.hblkhd + lua;
  document made{document::map{}};
  made.set("alloc", count(used));
  made.set("total_alloc", count(used));
  made.set("sys", count(size.resident));
  made.set("heap_alloc", count(used));
  made.set("heap_sys", count(heap.arena + heap.hblkhd + lua));
  made.set("heap_idle", count(heap.fordblks));
  made.set("heap_in_use", count(used));
  made.set("heap_released", count(size.all - size.resident));
  made.set("heap_objects", count(processes));
  for (const char* none : {"stack_in_use", "stack_sys", "mspan_in_use", "mspan_sys", "num_gc", "next_gc"})
    made.set(none, count(0));
  return made;
}

reply figure(const std::string& name, names& table) {
  if (name == "memory")
    return reply::of(runtime::to_value(memory_figures(table)));
  if (name == "processes")
    return reply::of(value::of(static_cast<double>(table.count())));
  if (name == "cpus")
    return reply::of(value::of(static_cast<double>(std::max(1U, std::thread::hardware_concurrency()))));
  if (name == "pid")
    return reply::of(value::of(static_cast<double>(getpid())));
  std::array<char, 4096> text{};
  const bool known = name == "hostname" ? gethostname(text.data(), text.size() - 1) == 0
                     : name == "cwd"    ? getcwd(text.data(), text.size()) != nullptr
                                        : false;
  return known ? reply::of(value::of(text.data())) : reply::of(fault::of(errc::internal, "cannot tell the " + name));
}

}  // namespace

reply process::act(runtime::env_request& request, ticket) {
  using action = runtime::env_request::action;
  const std::string& self = entry();
  const std::string_view home = std::string_view{self}.substr(0, self.find(':'));
  env_table& variables = home_.variables();
  switch (request.what) {
    case action::set:
      if (auto refused = refusal("env.set", request.name, "not allowed"))
        return reply::of(std::move(*refused));
      return settled(variables.set(request.name, home, request.value));
    case action::get: {
      if (auto refused = refusal("env.get", request.name, "not allowed"))
        return reply::of(std::move(*refused));
      const auto found = variables.get(request.name, home);
      return found ? reply::of(value::of(*found)) : reply::of(fault::of(found.error()));
    }
    case action::all: break;
  }
  document::map list;
  for (auto& [name, text] : variables.all())
    if (!refusal("env.get", name, {}))
      list.emplace_back(name, document{text});
  return reply::of(runtime::to_value(document{std::move(list)}));
}

reply process::act(runtime::event_request& request, ticket) {
  using action = runtime::event_request::action;
  event_bus& bus = home_.bus();
  switch (request.what) {
    case action::subscribe:
      if (auto refused = refusal("events.subscribe", request.system, "not allowed to subscribe to", errc::invalid))
        return reply::of(std::move(*refused));
      subscribed_ = true;
      bus.subscribe(options_.id, request.subscription, std::move(request.system), std::move(request.kind), std::move(request.topic));
      break;
    case action::unsubscribe: bus.unsubscribe(options_.id, request.subscription); break;
    case action::send:
      if (auto refused = refusal("events.send", request.system, "not allowed to send to", errc::invalid))
        return reply::of(std::move(*refused));
      bus.send(home_.names(), request.system, request.kind, request.path, request.data);
      // Requests that the host itself hears (registry.md section 7.5).
      if (request.system == "supervisor" && request.kind == "service.start")
        home_.order_service(service_order::start, entry_id::parse(request.path));
      else if (request.system == "supervisor" && request.kind == "service.stop")
        home_.order_service(service_order::stop, entry_id::parse(request.path));
      break;
  }
  return reply::of(value::of(true));
}

reply process::act(runtime::metric_request& request, ticket) {
  return settled(home_.measurements().record(request.kind, request.change, request.name, request.labels, request.amount));
}

// Services are the coordinator's; it answers on a thread of its own.
reply process::ask_services(const std::string& id, ticket who) {
  if (!home_.ask_services)
    return reply::of(fault::of(errc::internal, "service info unavailable"));
  home_.ask_services([&home = home_, id, whom = answer_to{options_.id, who, {}}](const std::vector<service_report>& known) {
    const steady_time steady = home.clock().steady();
    const wall_time wall = home.clock().wall();
    document::list all;
    for (const service_report& each : known)
      if (id.empty() || each.id.text() == id)
        all.push_back(describe(each, steady, wall));
    if (id.empty())
      return home.answer(whom, {}, runtime::to_value(document{std::move(all)}));
    if (all.empty())
      return home.answer(whom, {}, fault::of(errc::internal, "service not found: " + id));
    home.answer(whom, {}, runtime::to_value(all.front()));
  });
  return reply::later();
}

reply process::list_processes(const runtime::system_request& request) {
  const std::string* only = nullptr;
  if (!request.id.empty()) {
    const auto host = home_.find_host(request.id);
    if (host == nullptr)
      return reply::of(fault::of(errc::not_found, "host not found: " + request.id));
    only = host->id();
  }
  const steady_time steady = home_.clock().steady();
  const wall_time wall = home_.clock().wall();
  document::list all;
  for (const process_ptr& each : home_.names().living(only)) {
    process_info info = each->info();
    if (!matches(info, request.filter))
      continue;
    info.position = each.get() == this ? own_position() : each->position();
    all.push_back(describe(info, steady, wall));
  }
  return reply::of(runtime::to_value(document{std::move(all)}));
}

reply process::act(runtime::system_request& request, ticket who) {
  using action = runtime::system_request::action;
  switch (request.what) {
    case action::services: return ask_services(request.id, who);
    case action::processes: return list_processes(request);
    case action::figure: return figure(request.id, home_.names());
    case action::node: return reply::of(value::of(home_.settings().node_name));
    case action::lock:
      if (home_.locks().acquire(request.id, options_.id))
        return reply::of(value::of(true));
      return reply::of(fault::of(errc::already_exists, "lock already held: " + request.id));
    case action::unlock: return reply::of(value::of(home_.locks().release(request.id, options_.id)));
    case action::setting: {
      std::atomic<int64_t>* which = home_.settings().find(request.id);
      if (which == nullptr)
        return reply::of(fault::of(errc::invalid, "no such setting: " + request.id));
      const int64_t* to = request.filter.as_integer();
      return reply::of(value::of(static_cast<double>(to != nullptr ? which->exchange(*to) : which->load())));
    }
    case action::hosts: break;
  }
  document::list all;
  for (const auto& each : home_.hosts()) {
    const pool_figures figures = each->workers().figures();
    document made{document::map{}};
    made.set("id", document{*each->id()});
    made.set("workers", count(each->workers().workers()));
    made.set("processes", count(each->living()));
    made.set("executed", count(figures.executed));
    made.set("stolen", count(figures.stolen));
    made.set("queue_depth", count(figures.queued));
    all.push_back(std::move(made));
  }
  return reply::of(runtime::to_value(document{std::move(all)}));
}

}  // namespace troupe::actors
