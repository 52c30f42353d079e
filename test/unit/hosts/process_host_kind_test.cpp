#include "hosts/console.hpp"
#include "hosts/durable.hpp"
#include "hosts/kinds/kinds.hpp"
#include "hosts/program_store.hpp"
#include "hosts/thread_pool.hpp"
#include "registry/catalogue.hpp"
#include "test/unit/registry/make_entry.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <doctest/doctest.h>

#include <future>

using namespace troupe;
using namespace troupe::hosts;

namespace {

caf::actor_system_config& one_thread(caf::actor_system_config& config) {
  config.set("scheduler.max-threads", size_t{1});
  config.set("scheduler.policy", caf::atom("sharing"));
  return config;
}

// A host `app:host` that runs, one echo process on it, and a registry to change the host's entry in.
class host_rig {
public:
  explicit host_rig(const std::string& settings) {
    log::configure({.silent = true});
    define_process_lua(kinds, programs);
    service = make_process_host_kind(kinds, around);
    catalogue = std::make_unique<registry::catalogue>(kinds);
    diagnostics findings;
    const caf::error problem =
      catalogue->boot({registry::make_entry("app:host", "process.host", settings),
                       registry::make_entry("app:echo", "process.lua", R"({method: main, source: 'return {main = function()
                         local inbox = process.inbox()
                         while true do
                           local message = inbox:receive()
                           process.send(message:from(), "echo", message:payload():data())
                         end
                       end}'})"),
                       registry::make_entry("app:ask", "process.lua", R"({method: main, source: 'return {main = function(whom)
                         local answers = process.listen("echo")
                         local sent, problem = process.send(whom, "question", 42)
                         return sent and answers:receive() or problem
                       end}'})"),
                       registry::make_entry("app:greedy", "process.lua", R"({method: main, source: 'return {main = function()
                         return #("x"):rep(3000000)
                       end}'})")},
                      findings);
    REQUIRE_MESSAGE(!problem, (message_of(problem) + findings.text()));
    start();
  }
  ~host_rig() {
    std::promise<void> ended;
    host()->begin_stop(node.names(), [&] { ended.set_value(); });
    host()->force_stop(node.names());
    ended.get_future().wait();
    catalogue.reset();
    service.reset();
  }

  void start() {
    service->all().begin()->second->start([](const actors::service_event&) {});
    REQUIRE(host() != nullptr);
  }

  std::shared_ptr<actors::process_host> host() const { return node.find_host("app:host"); }

  // Runs a process to its end; its value or its error.
  std::string run(const std::string& entry, runtime::value arguments = {}) {
    runtime::spawn_request request;
    request.entry = entry;
    request.host = "app:host";
    request.arguments = std::move(arguments);
    std::promise<std::string> result;
    const auto id = node.spawn(request, {}, {}, {{}, 0, [&](runtime::outcome& got) {
      const runtime::fault* why = runtime::fault_in(got);
      result.set_value(why != nullptr ? why->message : runtime::first_as_document(std::get<runtime::value>(got)).scalar_text());
    }});
    if (!id)
      return message_of(id.error());
    auto answer = result.get_future();
    REQUIRE(answer.wait_for(std::chrono::seconds{30}) == std::future_status::ready);
    return answer.get();
  }

  process_id spawn(const std::string& entry) {
    runtime::spawn_request request;
    request.entry = entry;
    request.host = "app:host";
    const auto id = node.spawn(request, {}, {}, {});
    REQUIRE(id);
    return *id;
  }

  // "" or why the registry refused.
  std::string update(const std::string& settings) {
    const auto made = catalogue->apply({registry::operation::update(registry::make_entry("app:host", "process.host", settings))});
    return made ? "" : message_of(made.error());
  }

  caf::actor_system_config config;
  caf::actor_system system{one_thread(config)};
  watchdog dog;
  program_store programs{[]() -> actors::pool& { TROUPE_ASSERT(false); }};
  actors::local_node node{system, system_clock(), programs};
  console terminal;
  host_config options;
  durable journal{options, node, {}};
  kind_environment around{node, programs, terminal, dog, journal};
  registry::kind_table kinds;
  std::unique_ptr<service_kind> service;
  std::unique_ptr<registry::catalogue> catalogue;
};

}  // namespace

TEST_CASE("process.host: a change of host.workers rescales the pool and keeps the processes") {
  host_rig rig{"{host: {workers: 1}}"};
  const process_id echo = rig.spawn("app:echo");
  const auto host = rig.host();
  CHECK(host->workers().workers() == 1);
  for (const int workers : {4, 2, 7, 1}) {
    CHECK(rig.update("{host: {workers: " + std::to_string(workers) + "}}") == "");
    CHECK(rig.host() == host);
    CHECK(host->workers().workers() == static_cast<size_t>(workers));
    CHECK(rig.run("app:ask", runtime::value::of(echo.text())) == "42");
  }
  CHECK(host->living() == 1);  // whoever hears of an end finds its place free
}

TEST_CASE("process.host: limits that change hold for what comes after") {
  host_rig rig{"{host: {workers: 1}}"};
  const process_id echo = rig.spawn("app:echo");
  CHECK(rig.run("app:greedy") == "3000000");
  CHECK(rig.update("{host: {workers: 1, memory_limit: 2M}}") == "");
  CHECK(rig.run("app:greedy").find("not enough memory") != std::string::npos);
  CHECK(rig.update("{host: {workers: 1, max_processes: 1}}") == "");
  CHECK(rig.run("app:ask", runtime::value::of(echo.text())) == "host is full");
  CHECK(rig.update("{host: {workers: 1, mailbox_bytes: 1}}") == "");
  CHECK(rig.run("app:ask", runtime::value::of(echo.text())).find("mailbox is full") != std::string::npos);
  CHECK(rig.update("{host: {workers: 1, load_timeout: 7s, quantum: 9ms, mailbox_limit: 5}}") == "");
  CHECK(rig.host()->limits().load_timeout() == std::chrono::seconds{7});
  CHECK(rig.host()->limits().mailbox_messages() == 5);
  CHECK(rig.run("app:ask", runtime::value::of(echo.text())) == "42");
}

TEST_CASE("process.host: a change before the host starts holds when it does") {
  host_rig rig{"{host: {workers: 1}}"};
  REQUIRE(rig.catalogue->apply({registry::operation::create(registry::make_entry("app:later", "process.host", "{host: {workers: 1}}"))}));
  REQUIRE(rig.catalogue->apply({registry::operation::update(registry::make_entry("app:later", "process.host", "{host: {workers: 3}}"))}));
  rig.service->all().at(entry_id{"app", "later"})->start([](const actors::service_event&) {});
  CHECK(rig.node.find_host("app:later")->workers().workers() == 3);
}

TEST_CASE("process.host: what cannot change in place is refused by name, and nothing changes") {
  host_rig rig{"{host: {workers: 2, queue_size: 64}, lifecycle: {stop_timeout: 1s}}"};
  const std::string queue = rig.update("{host: {workers: 4, queue_size: 128}, lifecycle: {stop_timeout: 1s}}");
  CHECK(queue.find("app:host: host.queue_size cannot be changed while the program runs") != std::string::npos);
  const std::string lifecycle = rig.update("{host: {workers: 4, queue_size: 64}, lifecycle: {stop_timeout: 2s}}");
  CHECK(lifecycle.find("app:host: lifecycle cannot be changed while the program runs") != std::string::npos);
  CHECK(rig.host()->workers().workers() == 2);
  CHECK(rig.update("{host: {workers: 4, queue_size: 64, local_queue_size: 256}, lifecycle: {stop_timeout: 1s}}") == "");  // its default
  CHECK(rig.host()->workers().workers() == 4);
}

TEST_CASE("process.host: a change that another handler refuses to commit is taken back") {
  struct : registry::kind_handler {
    caf::error create(const registry::entry&) override { return {}; }
    caf::error update(const registry::entry&, const registry::entry&) override { return {}; }
    caf::error remove(const registry::entry&) override { return {}; }
    caf::error commit() override { return make_error(errc::conflict, "not today"); }
  } refuses;
  host_rig rig{"{host: {workers: 2}}"};
  rig.kinds.add({.name = "test.refuses", .handler = &refuses});
  const auto host = rig.service->all().begin()->second;
  const auto made = rig.catalogue->apply({registry::operation::update(registry::make_entry("app:host", "process.host", "{host: {workers: 5}}")),
                                          registry::operation::create(registry::make_entry("app:z", "test.refuses"))});
  REQUIRE_FALSE(made);
  CHECK(message_of(made.error()).find("not today") != std::string::npos);
  CHECK(rig.host()->workers().workers() == 2);
  REQUIRE(rig.service->all().size() == 1);
  CHECK(rig.service->all().begin()->second == host);
}
