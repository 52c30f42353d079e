#include "actors/coordinator.hpp"
#include "config/log.hpp"
#include "test/support/diary.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/send.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <future>
#include <map>

using namespace troupe;
using namespace troupe::actors;
using namespace std::chrono_literals;

namespace {

// Starts and stops at once, and writes down that it did; `fails` makes every start a failure.
class scripted_service final : public service {
public:
  scripted_service(std::string name, test::diary& book) : name_(std::move(name)), book_(book) {}

  void start(report tell) override {
    book_.write("start " + name_);
    tell_ = std::move(tell);
    if (fails)
      tell_({service_event::kind::ended, runtime::fault::undecided(errc::internal, "boom")});
    else
      tell_({service_event::kind::started, {}});
  }
  void stop() override {
    book_.write("stop " + name_);
    tell_({service_event::kind::ended, runtime::value{}});
  }
  void abandon() override {}

  std::atomic<bool> fails{false};

private:
  const std::string name_;
  test::diary& book_;
  report tell_;
};

// web needs db; other needs nobody.
class rig {
public:
  rig() {
    log::configure({.silent = true});
    config_.set("scheduler.max-threads", size_t{1});
    config_.set("scheduler.policy", caf::atom("sharing"));
    system_ = std::make_unique<caf::actor_system>(config_);
    coordinator_ = system_->spawn<coordinator>(system_clock());
    define_services what;
    for (const char* name : {"db", "web", "other"}) {
      const entry_id id{"app", name};
      services[name] = std::make_shared<scripted_service>(name, book_);
      registry::lifecycle policy;
      policy.restart.initial_delay = 1h;
      policy.restart.delay_max = 1h;
      what.services.push_back({id, policy, services[name]});
      what.graph[id] = {};
    }
    what.graph[entry_id{"app", "web"}].needs.insert(entry_id{"app", "db"});
    caf::anon_send(coordinator_, std::move(what));
  }
  ~rig() {
    caf::anon_send_exit(coordinator_, caf::exit_reason::user_shutdown);
    coordinator_ = nullptr;
    system_->await_all_actors_done();
  }

  order_outcome order(service_order what, const std::string& name) {
    auto done = std::make_shared<std::promise<order_outcome>>();
    auto future = done->get_future();
    caf::anon_send(coordinator_, order_service{what, entry_id{"app", name}, [done](order_outcome result) {
                                                 done->set_value(std::move(result));
                                               }});
    REQUIRE(future.wait_for(20s) == std::future_status::ready);
    return future.get();
  }

  service_report report(const std::string& name) {
    auto done = std::make_shared<std::promise<std::vector<service_report>>>();
    auto future = done->get_future();
    caf::anon_send(coordinator_, describe_services{[done](std::vector<service_report> all) { done->set_value(std::move(all)); }});
    REQUIRE(future.wait_for(20s) == std::future_status::ready);
    for (service_report& each : future.get())
      if (each.id.name == name)
        return std::move(each);
    return {};
  }

  void stop_all() {
    auto done = std::make_shared<std::promise<void>>();
    auto future = done->get_future();
    caf::anon_send(coordinator_, stop_services{[done](const std::vector<std::string>&) { done->set_value(); }});
    REQUIRE(future.wait_for(20s) == std::future_status::ready);
  }

  std::vector<std::string> diary() { return book_.take(); }

  std::map<std::string, std::shared_ptr<scripted_service>> services;

private:
  test::diary book_;
  caf::actor_system_config config_;
  std::unique_ptr<caf::actor_system> system_;
  caf::actor coordinator_;
};

using texts = std::vector<std::string>;

}  // namespace

TEST_CASE("orders: a start brings what it needs; what runs already is left alone") {
  rig all;
  const order_outcome done = all.order(service_order::start, "web");
  CHECK_FALSE(done.problem);
  REQUIRE(done.services.size() == 2);
  CHECK(done.services[0].id.name == "web");
  CHECK(all.diary() == texts{"start db", "start web"});
  CHECK_FALSE(all.order(service_order::start, "web").problem);
  CHECK(all.diary().empty());
  CHECK(all.report("other").state.now == service_status::unknown);
}

TEST_CASE("orders: a restart takes those that need the service down before and up again after it") {
  rig all;
  all.order(service_order::start, "web");
  all.diary();
  const order_outcome done = all.order(service_order::restart, "db");
  CHECK_FALSE(done.problem);
  CHECK(all.diary() == texts{"stop web", "stop db", "start db", "start web"});
  CHECK(all.report("db").restarts == 1);
  CHECK(all.report("db").state.now == service_status::running);
}

TEST_CASE("orders: a restart starts what did not run, and nobody who only could need it") {
  rig all;
  CHECK_FALSE(all.order(service_order::restart, "db").problem);
  CHECK(all.diary() == texts{"start db"});
}

TEST_CASE("orders: a stop takes those that need the service along, and they stay down") {
  rig all;
  all.order(service_order::start, "web");
  all.diary();
  const order_outcome done = all.order(service_order::stop, "db");
  CHECK_FALSE(done.problem);
  CHECK(done.services.size() == 2);
  CHECK(all.diary() == texts{"stop web", "stop db"});
  CHECK(all.report("web").state.now == service_status::stopped);
  CHECK_FALSE(all.order(service_order::stop, "db").problem);  // again: nothing to do
}

TEST_CASE("orders: a first attempt that fails is the outcome, and the error is kept when it runs again") {
  rig all;
  all.services["db"]->fails = true;
  const order_outcome failed = all.order(service_order::start, "db");
  CHECK(code_of(failed.problem) == errc::unavailable);
  CHECK(message_of(failed.problem) == "app:db does not run: boom; it will be tried again");
  const order_outcome waits = all.order(service_order::start, "web");
  CHECK(message_of(waits.problem) == "app:web does not run: it waits for app:db");
  CHECK(all.report("web").pending);

  all.services["db"]->fails = false;
  CHECK_FALSE(all.order(service_order::restart, "db").problem);
  CHECK(all.report("db").last_error == "boom");
  CHECK(all.report("db").state.details.empty());
  CHECK(all.report("web").state.now == service_status::running);
}

TEST_CASE("orders: an unknown service is named with the nearest one; nothing is ordered once all are to stop") {
  rig all;
  const order_outcome unknown = all.order(service_order::start, "wed");
  CHECK(code_of(unknown.problem) == errc::not_found);
  CHECK(message_of(unknown.problem) == "no service app:wed (did you mean app:web?)");
  all.stop_all();
  CHECK(message_of(all.order(service_order::start, "web").problem) == "the program is shutting down");
}
