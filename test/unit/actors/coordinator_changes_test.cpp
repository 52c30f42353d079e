#include "actors/coordinator.hpp"
#include "config/log.hpp"
#include "test/support/diary.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/send.hpp>
#include <doctest/doctest.h>

#include <future>
#include <map>

using namespace troupe;
using namespace troupe::actors;
using namespace std::chrono_literals;

namespace {

using test::diary;

// Starts and stops at once; `held` makes it stop only when told.
class scripted_service final : public service {
public:
  scripted_service(std::string name, diary& book) : name_(std::move(name)), book_(book) {}

  void start(report tell) override {
    book_.write("start " + name_);
    tell_ = std::move(tell);
    tell_({service_event::kind::started, {}});
  }
  void stop() override {
    book_.write("stop " + name_);
    if (!held)
      let_go();
  }
  void let_go() { tell_({service_event::kind::ended, runtime::value{}}); }
  // By the test: what follows it comes after it in the diary.
  void release() {
    book_.write("release " + name_);
    let_go();
  }
  void abandon() override {}
  void retire() override { book_.write("retire " + name_); }

  std::atomic<bool> held{false};

private:
  const std::string name_;
  diary& book_;
  report tell_;
};

using needs = std::map<std::string, std::vector<std::string>>;  // by service: what it needs

class rig {
public:
  rig() {
    log::configure({.silent = true});
    config_.set("scheduler.max-threads", size_t{1});
    config_.set("scheduler.policy", caf::atom("sharing"));
    system_ = std::make_unique<caf::actor_system>(config_);
    coordinator_ = system_->spawn<coordinator>(system_clock());
  }
  ~rig() {
    caf::anon_send_exit(coordinator_, caf::exit_reason::user_shutdown);
    coordinator_ = nullptr;
    system_->await_all_actors_done();
  }

  // The services there are from now on, all of them starting by themselves; `start` are started by this change.
  void change(const needs& now, const std::vector<std::string>& start) {
    change_services what;
    for (const auto& [name, required] : now) {
      const entry_id id{"app", name};
      if (services[name] == nullptr)
        services[name] = std::make_shared<scripted_service>(name, book);
      registry::lifecycle policy;
      policy.auto_start = true;
      policy.stop_timeout = 1h;
      what.now.services.push_back({id, policy, services[name]});
      what.now.graph[id] = {};
      for (const std::string& each : required)
        if (now.contains(each))
          what.now.graph[id].needs.insert({"app", each});
        else
          what.now.graph[id].missing.push_back({"app", each});
    }
    for (const std::string& name : start)
      what.start.insert({"app", name});
    caf::anon_send(coordinator_, std::move(what));
  }

  std::vector<service_report> reports() {
    auto done = std::make_shared<std::promise<std::vector<service_report>>>();
    auto future = done->get_future();
    caf::anon_send(coordinator_, describe_services{[done](std::vector<service_report> known) { done->set_value(std::move(known)); }});
    REQUIRE(future.wait_for(20s) == std::future_status::ready);
    return future.get();
  }

  order_outcome stop(const std::string& name) {
    auto done = std::make_shared<std::promise<order_outcome>>();
    auto future = done->get_future();
    caf::anon_send(coordinator_, order_service{service_order::stop, entry_id{"app", name}, [done](order_outcome result) {
                                                 done->set_value(std::move(result));
                                               }});
    REQUIRE(future.wait_for(20s) == std::future_status::ready);
    return future.get();
  }

  diary book;
  std::map<std::string, std::shared_ptr<scripted_service>> services;

private:
  caf::actor_system_config config_;
  std::unique_ptr<caf::actor_system> system_;
  caf::actor coordinator_;
};

using lines = std::vector<std::string>;

}  // namespace

TEST_CASE("coordinator: new services start after what they need, those that stay are left alone") {
  rig f;
  f.change({{"db", {}}, {"web", {"db"}}}, {"db", "web"});
  CHECK(f.book.take(2) == lines{"start db", "start web"});
  f.change({{"db", {}}, {"web", {"db"}}, {"another", {"web"}}, {"lazy", {}}}, {"another"});
  CHECK(f.book.take(1) == lines{"start another"});
  CHECK(f.reports().size() == 4);
}

TEST_CASE("coordinator: what is gone stops before anything starts, after those that need it, and is retired") {
  rig f;
  f.change({{"db", {}}, {"web", {"db"}}}, {"db", "web"});
  f.book.take(2);
  f.services["web"]->held = true;
  f.change({{"later", {}}}, {"later"});
  CHECK(f.book.take(1) == lines{"stop web"});
  f.services["web"]->release();
  CHECK(f.book.take(5) == lines{"release web", "stop db", "retire db", "retire web", "start later"});
  CHECK(f.reports().size() == 1);
}

TEST_CASE("coordinator: a service that is replaced takes those that need it along, and they come again") {
  rig f;
  f.change({{"db", {}}, {"other", {}}, {"web", {"db"}}}, {"db", "web", "other"});
  f.book.take(3);
  f.services["db"] = nullptr;  // another object under the same name
  f.change({{"db", {}}, {"other", {}}, {"web", {"db"}}}, {});
  CHECK(f.book.take(5) == lines{"stop web", "stop db", "retire db", "start db", "start web"});
}

TEST_CASE("coordinator: a dependent without what it requires stays down") {
  rig f;
  f.change({{"db", {}}, {"web", {"db"}}}, {"db", "web"});
  f.book.take(2);
  f.change({{"web", {"db"}}}, {});
  CHECK(f.book.take(3) == lines{"stop web", "stop db", "retire db"});
  REQUIRE(f.reports().size() == 1);
  CHECK(f.reports().front().state.now == service_status::stopped);
}

TEST_CASE("coordinator: changes happen one after another, and orders do not come between") {
  rig f;
  f.change({{"a", {}}, {"b", {}}}, {"a", "b"});
  f.book.take(2);
  f.services["a"]->held = true;
  f.change({{"b", {}}}, {});
  f.change({{"b", {}}, {"c", {}}}, {"c"});
  CHECK(f.book.take(1) == lines{"stop a"});
  const order_outcome refused = f.stop("b");
  CHECK(code_of(refused.problem) == errc::conflict);
  f.services["a"]->release();
  CHECK(f.book.take(3) == lines{"release a", "retire a", "start c"});
  CHECK_FALSE(f.stop("b").problem);
}
