#include "actors/coordinator.hpp"
#include "config/log.hpp"
#include "test/support/diary.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/send.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <set>
#include <thread>
#include <utility>

using namespace troupe;
using namespace troupe::actors;
using namespace std::chrono_literals;

namespace {

using texts = std::vector<std::string>;

using test::diary;

// Starts and stops at once, and writes down that it did.
class scripted_service final : public service {
public:
  scripted_service(std::string name, diary& into) : name_(std::move(name)), diary_(into) {}

  void start(report tell) override {
    diary_.write("start " + name_);
    tell_ = std::move(tell);
    if (late)
      return;
    if (fails)
      tell_({service_event::kind::start_failed, runtime::fault::of(errc::internal, "no luck")});
    else
      tell_({service_event::kind::started, {}});
  }
  void stop() override {
    diary_.write("stop " + name_);
    if (!slow)
      end();
  }
  void come() const { tell_({service_event::kind::started, {}}); }
  void end() const {
    tell_({service_event::kind::ended, runtime::value{}});
  }
  void abandon() override {}
  bool may_be_child() const override { return true; }

  void give_up() const { tell_({service_event::kind::ended, runtime::fault::undecided(errc::canceled, "asked to")}); }
  void crash() const { tell_({service_event::kind::ended, runtime::fault::undecided(errc::internal, "boom")}); }

  std::atomic<bool> fails{false};
  std::atomic<bool> slow{false};  // to stop
  std::atomic<bool> late{false};  // to start

private:
  const std::string name_;
  diary& diary_;
  report tell_;
};

child_definition child(const char* name, restart_type restart = restart_type::permanent) {
  return {{"app", name}, restart, std::nullopt};
}

// Services a, b, c; a supervisor `tree` over some of them; a host that a needs; `user`, which needs b.
class rig {
public:
  explicit rig(std::vector<child_definition> children, tree_strategy strategy = tree_strategy::one_for_one)
    : tree_{strategy, 1, 5s, std::move(children)} {
    log::configure({.silent = true});
    config_.set("scheduler.max-threads", size_t{1});
    config_.set("scheduler.policy", caf::atom("sharing"));
    system_ = std::make_unique<caf::actor_system>(config_);
    coordinator_ = system_->spawn<coordinator>(system_clock());
    for (const char* name : {"a", "b", "c", "host", "user"})
      services[name] = std::make_shared<scripted_service>(name, events);
    define();
  }
  ~rig() {
    caf::anon_send_exit(coordinator_, caf::exit_reason::user_shutdown);
    coordinator_ = nullptr;
    system_->await_all_actors_done();
  }

  // The first time what there is when the program begins, then as a new version of the registry.
  void define() {
    define_services what;
    registry::lifecycle policy;
    policy.restart.initial_delay = policy.restart.delay_max = 1ms;
    std::set<entry_id> start;
    for (const auto& [name, subject] : services) {
      const entry_id id{"app", name};
      policy.auto_start = auto_start.count(name) != 0;
      if (policy.auto_start && started_.insert(name).second)
        start.insert(id);
      what.services.push_back({id, policy, subject});
      what.graph[id] = {};
    }
    policy.auto_start = false;
    const auto supervisor = [&](const char* name, tree_definition definition) {
      const entry_id id{"app", name};
      const auto now = std::make_shared<const tree_definition>(std::move(definition));
      std::shared_ptr<tree_service>& subject = trees_[name];
      if (subject == nullptr)
        subject = std::make_shared<tree_service>(now);
      subject->change(now);
      what.services.push_back({id, policy, subject, subject->supervises()});
      for (const child_definition& each : now->children)
        what.graph[id].needs.insert(each.id);
      what.graph[id];
    };
    if (has_tree)
      supervisor("tree", tree_);
    else
      trees_.erase("tree");
    if (!outer.empty())
      supervisor("outer", {tree_strategy::one_for_one, 1, 5s, outer});
    else
      trees_.erase("outer");
    for (const auto& [which, needed] : needs)
      if (services.count(which) != 0)
        what.graph[entry_id{"app", which}].needs.insert(entry_id{"app", needed});
    if (std::exchange(defined_, true))
      caf::anon_send(coordinator_, change_services{std::move(what), std::move(start)});
    else
      caf::anon_send(coordinator_, std::move(what));
  }
  void redefine(tree_definition definition) {
    tree_ = std::move(definition);
    define();
  }
  // A supervisor under the same name that is another.
  void renew_tree() {
    trees_.erase("tree");
    define();
  }
  void define(std::vector<child_definition> children) {
    tree_.children = std::move(children);
    define();
  }

  std::string order(service_order what, const std::string& name) {
    const auto outcome = ask<order_outcome>([&](auto done) {
      caf::anon_send(coordinator_, order_service{what, entry_id{"app", name}, done});
    });
    return outcome.problem ? message_of(outcome.problem) : "";
  }
  std::string ask_for(ask_tree::kind what, const char* name) {
    return ask<std::string>([&](auto done) {
      caf::anon_send(coordinator_, ask_tree{what, {"app", "tree"}, child(name), [done](const caf::expected<document>& answer, std::string_view reason) {
                                              done(answer ? "ok" : reason.empty() ? message_of(answer.error()) : std::string{reason});
                                            }});
    });
  }
  service_report report(const std::string& name) {
    const auto all = ask<std::vector<service_report>>([&](auto done) { caf::anon_send(coordinator_, describe_services{done}); });
    for (const service_report& each : all)
      if (each.id.name == name)
        return each;
    return {};
  }
  // Whether it comes true; after twenty seconds it will not.
  template <class Condition>
  bool until(const Condition& holds) {
    for (int i = 0; i < 20'000; ++i) {
      if (holds())
        return true;
      std::this_thread::sleep_for(1ms);
    }
    return false;
  }
  std::string status(const std::string& name) { return std::string{name_of(report(name).state.now)}; }
  void stop_all() {
    ask<bool>([&](auto done) { caf::anon_send(coordinator_, stop_services{[done](const texts&) { done(true); }}); });
  }
  // The diary, once it holds that many lines.
  texts seen(size_t count) {
    texts all = events.take(count);
    report("a");  // whatever else is under way has been said by then
    for (std::string& line : events.take())
      all.push_back(std::move(line));
    return all;
  }

  diary events;
  std::map<std::string, std::shared_ptr<scripted_service>> services;
  std::vector<child_definition> outer;  // of a second supervisor
  std::map<std::string, std::string> needs{{"a", "host"}, {"user", "b"}};
  std::set<std::string> auto_start;
  bool has_tree = true;

private:
  template <class Answer, class Send>
  Answer ask(Send send) {
    auto made = std::make_shared<std::promise<Answer>>();
    auto future = made->get_future();
    send([made](Answer answer) { made->set_value(std::move(answer)); });
    REQUIRE(future.wait_for(20s) == std::future_status::ready);
    return future.get();
  }

  tree_definition tree_;
  std::map<std::string, std::shared_ptr<tree_service>> trees_;
  std::set<std::string> started_;
  bool defined_ = false;
  caf::actor_system_config config_;
  std::unique_ptr<caf::actor_system> system_;
  caf::actor coordinator_;
};

}  // namespace

TEST_CASE("trees: a supervisor starts its children after what they need, and before who needs them") {
  rig all{{child("a"), child("b")}};
  CHECK(all.order(service_order::start, "user") == "");
  CHECK(all.seen(4) == texts{"start host", "start a", "start b", "start user"});
  CHECK(all.report("a").supervisor.text() == "app:tree");
  CHECK(all.report("user").needs == std::vector<entry_id>{entry_id{"app", "tree"}});
  all.stop_all();
  CHECK(all.seen(4) == texts{"stop user", "stop b", "stop a", "stop host"});
}

TEST_CASE("trees: a crash is restarted by the supervisor, too many by the supervisor's own policy") {
  rig all{{child("a"), child("b")}};
  all.order(service_order::start, "tree");
  all.seen(3);
  all.services["b"]->crash();
  CHECK(all.seen(1) == texts{"start b"});
  CHECK(all.report("b").restarts == 1);
  all.services["b"]->crash();
  CHECK(all.seen(3) == texts{"stop a", "start a", "start b"});
}

TEST_CASE("trees: supervisors nest, and a failed one is a failed child") {
  rig all{{child("b"), child("c")}};
  all.outer = {child("a"), child("tree")};
  all.define();
  CHECK(all.order(service_order::start, "outer") == "");
  CHECK(all.seen(4) == texts{"start host", "start a", "start b", "start c"});
  CHECK(all.report("tree").supervisor.text() == "app:outer");
  all.services["c"]->crash();
  all.seen(1);
  all.services["c"]->crash();
  CHECK(all.seen(3) == texts{"stop b", "start b", "start c"});
  CHECK(all.status("outer") == "running");
  CHECK(all.report("tree").restarts == 1);
}

TEST_CASE("trees: a child that ends by a cancellation has exited, as it would have by itself") {
  rig all{{child("a", restart_type::transient)}};
  all.order(service_order::start, "tree");
  all.seen(2);
  all.services["a"]->give_up();
  for (int i = 0; i < 10'000 && all.status("a") == "running"; ++i)
    std::this_thread::sleep_for(1ms);
  CHECK(all.status("a") == "exited");
  CHECK(all.report("a").restarts == 0);
}

TEST_CASE("trees: orders for a child concern it alone, and its supervisor keeps to them") {
  rig all{{child("a"), child("b"), child("c", restart_type::temporary)}};
  all.order(service_order::start, "tree");
  all.seen(4);
  CHECK(all.order(service_order::stop, "b") == "");
  CHECK(all.status("b") == "stopped");
  CHECK(all.order(service_order::stop, "b") == "");
  CHECK(all.order(service_order::start, "b") == "");
  CHECK(all.order(service_order::start, "b") == "");
  CHECK(all.order(service_order::restart, "b") == "");
  CHECK(all.order(service_order::stop, "c") == "");
  CHECK(all.order(service_order::start, "c") == "");
  CHECK(all.seen(6) == texts{"stop b", "start b", "stop b", "start b", "stop c", "start c"});
  all.services["b"]->fails = true;
  CHECK(all.order(service_order::restart, "b") == "app:b did not start: no luck");
  CHECK(all.status("b") == "failed");
}

TEST_CASE("trees: a child of a supervisor that does not run cannot be started") {
  rig all{{child("a")}};
  CHECK(all.order(service_order::start, "a") == "app:a is a child of app:tree, which does not run (troupe start app:tree)");
  CHECK(all.order(service_order::stop, "a") == "");
  CHECK(all.seen(0).empty());
}

TEST_CASE("trees: another definition starts what is new, stops what is gone, and the rest goes on") {
  rig all{{child("a"), child("b")}};
  all.order(service_order::start, "tree");
  all.seen(3);
  all.define({child("c"), child("b")});
  CHECK(all.seen(2) == texts{"stop a", "start c"});
  CHECK(all.report("a").supervisor.empty());
  CHECK(all.status("b") == "running");
  CHECK(all.order(service_order::start, "a") == "");  // nobody's child any more
  CHECK(all.seen(1) == texts{"start a"});
}

TEST_CASE("trees: a service that becomes a child stops first") {
  rig all{{child("a")}};
  all.order(service_order::start, "tree");
  all.order(service_order::start, "c");
  all.seen(3);
  all.define({child("a"), child("c")});
  CHECK(all.seen(2) == texts{"stop c", "start c"});
  CHECK(all.report("c").supervisor.text() == "app:tree");
}

TEST_CASE("trees: children that change their supervisors stop under the first before they start under the second") {
  rig all{{child("b"), child("c")}};
  all.outer = {child("user")};
  all.define();
  all.order(service_order::start, "tree");
  all.order(service_order::start, "outer");
  CHECK(all.seen(3) == texts{"start b", "start c", "start user"});
  all.services["b"]->slow = true;
  all.outer = {child("b")};
  all.define({child("c"), child("user")});  // and the other way round
  texts seen = all.seen(2);
  std::sort(seen.begin(), seen.end());
  CHECK(seen == texts{"stop b", "stop user"});
  CHECK(all.order(service_order::start, "b") == "app:b is being stopped, to come under app:outer (try again when it is over)");
  all.services["b"]->end();
  seen = all.seen(2);
  std::sort(seen.begin(), seen.end());
  CHECK(seen == texts{"start b", "start user"});
  CHECK(all.report("b").supervisor.text() == "app:outer");
  CHECK(all.report("user").supervisor.text() == "app:tree");
  CHECK(all.status("user") == "running");
}

TEST_CASE("trees: a child that is another under the same name stops under its supervisor, and the other starts there") {
  rig all{{child("b"), child("c")}};
  all.order(service_order::start, "tree");
  all.seen(2);
  const auto old = std::exchange(all.services["b"], std::make_shared<scripted_service>("b, renewed", all.events));
  old->slow = true;
  all.auto_start = {"b"};  // is not used
  all.define();
  CHECK(all.seen(1) == texts{"stop b"});
  CHECK(all.order(service_order::restart, "b") == "app:b is being stopped, its entry has changed (try again when it is over)");
  CHECK(all.ask_for(ask_tree::kind::start_child, "b") == "app:b is being stopped, its entry has changed (try again when it is over)");
  old->end();
  CHECK(all.seen(1) == texts{"start b, renewed"});
  CHECK(all.report("b").supervisor.text() == "app:tree");
  CHECK(all.status("tree") == "running");
  CHECK(all.report("tree").restarts == 0);
}

TEST_CASE("trees: a change of strategy and intensity holds from then on, and touches nobody") {
  rig all{{child("b"), child("c")}};
  all.order(service_order::start, "tree");
  all.seen(2);
  all.redefine({tree_strategy::one_for_all, 2, 5s, {child("b"), child("c")}});
  CHECK(all.seen(0).empty());
  all.services["b"]->crash();
  CHECK(all.seen(3) == texts{"stop c", "start b", "start c"});
  all.services["b"]->crash();
  CHECK(all.seen(3) == texts{"stop c", "start b", "start c"});
  CHECK(all.report("tree").restarts == 0);
  all.redefine({tree_strategy::one_for_one, 0, 5s, {child("b"), child("c")}});
  all.services["b"]->crash();
  CHECK(all.seen(3) == texts{"stop c", "start b", "start c"});  // by who keeps the supervisor running
  CHECK(all.report("tree").restarts == 1);
}

TEST_CASE("trees: children are started by their supervisor alone, whatever a new version says of them") {
  rig all{{child("b")}};
  all.auto_start = {"b", "c"};
  all.define({child("b"), child("c")});
  CHECK(all.order(service_order::start, "host") == "");
  CHECK(all.seen(1) == texts{"start host"});
  CHECK(all.status("b") == "unknown");
  all.order(service_order::start, "tree");
  CHECK(all.seen(2) == texts{"start b", "start c"});
  all.auto_start = {"a", "b", "c"};
  all.define({child("b"), child("c"), child("a")});
  CHECK(all.seen(1) == texts{"start a"});
}

TEST_CASE("trees: a child that comes under a running supervisor waits for what it needs") {
  rig all{{child("b")}};
  all.order(service_order::start, "tree");
  all.seen(1);
  all.services["host"]->late = true;
  all.define({child("b"), child("a")});
  CHECK(all.seen(1) == texts{"start host"});
  CHECK(all.status("a") == "unknown");
  all.services["host"]->come();
  CHECK(all.seen(1) == texts{"start a"});
}

TEST_CASE("trees: who needs a child whose entry goes stops before it") {
  rig all{{child("b"), child("c")}};
  all.order(service_order::start, "user");
  all.seen(3);
  all.services["user"]->slow = true;
  const auto gone = all.services["b"];
  all.services.erase("b");
  all.needs.erase("user");
  all.define();
  CHECK(all.seen(1) == texts{"stop user"});
  all.services["user"]->end();
  CHECK(all.seen(2) == texts{"stop b", "start user"});
  CHECK(all.status("tree") == "running");
}

TEST_CASE("trees: a child that goes with what it alone needs leaves the others running, and stops first") {
  rig all{{child("b"), child("a")}};
  all.order(service_order::start, "user");
  CHECK(all.seen(4) == texts{"start host", "start b", "start a", "start user"});
  const auto child_gone = all.services["a"];
  const auto host_gone = all.services["host"];
  child_gone->slow = true;
  all.services.erase("a");
  all.services.erase("host");
  all.define({child("b")});
  CHECK(all.seen(1) == texts{"stop a"});
  child_gone->end();
  CHECK(all.seen(1) == texts{"stop host"});
  CHECK(all.status("user") == "running");
  CHECK(all.report("host").id.empty());
}

TEST_CASE("trees: who needs a service that becomes a child stops before it, and starts again after it") {
  rig all{{child("c")}};
  all.order(service_order::start, "tree");
  all.order(service_order::start, "user");
  CHECK(all.seen(3) == texts{"start c", "start b", "start user"});
  all.define({child("c"), child("b")});
  texts seen = all.seen(4);
  CHECK(texts{seen.begin(), seen.begin() + 2} == texts{"stop user", "stop b"});
  std::sort(seen.begin() + 2, seen.end());
  CHECK(texts{seen.begin() + 2, seen.end()} == texts{"start b", "start user"});
}

TEST_CASE("trees: a child that is nobody's any more starts by itself if it is one that does") {
  rig all{{child("b"), child("c")}};
  all.auto_start = {"b"};
  all.define();
  all.order(service_order::start, "tree");
  all.seen(2);
  all.services["b"]->slow = true;
  all.define({});
  texts seen = all.seen(2);
  std::sort(seen.begin(), seen.end());
  CHECK(seen == texts{"stop b", "stop c"});
  all.services["b"]->end();
  CHECK(all.seen(1) == texts{"start b"});
  CHECK(all.report("b").supervisor.empty());
}

TEST_CASE("trees: a supervisor that is another under the same name stops its children and starts them again") {
  rig all{{child("b"), child("c")}};
  all.order(service_order::start, "tree");
  all.seen(2);
  all.renew_tree();
  CHECK(all.seen(4) == texts{"stop c", "stop b", "start b", "start c"});
  CHECK(all.order(service_order::restart, "c") == "");
  CHECK(all.seen(2) == texts{"stop c", "start c"});
}

TEST_CASE("trees: a supervisor below another goes with its children, and comes with them") {
  rig all{{child("b")}};
  all.outer = {child("c"), child("tree")};
  all.define();
  all.order(service_order::start, "outer");
  CHECK(all.seen(2) == texts{"start c", "start b"});
  all.has_tree = false;
  all.outer = {child("c")};
  all.define();
  CHECK(all.seen(1) == texts{"stop b"});
  all.has_tree = true;
  all.outer = {child("tree"), child("c")};
  all.define();
  CHECK(all.seen(1) == texts{"start b"});
  all.stop_all();
  CHECK(all.seen(2) == texts{"stop c", "stop b"});
}

TEST_CASE("trees: a supervisor whose entry goes stops its children") {
  rig all{{child("b"), child("c")}};
  all.order(service_order::start, "tree");
  all.seen(2);
  all.has_tree = false;
  all.define();
  CHECK(all.seen(2) == texts{"stop c", "stop b"});
  CHECK(all.until([&] { return all.report("tree").id.empty(); }));  // it tells the coordinator itself that it is done
  CHECK(all.order(service_order::start, "b") == "");
  CHECK(all.seen(1) == texts{"start b"});
}

TEST_CASE("trees: a child whose entry goes stops, and is no service any more") {
  rig all{{child("b"), child("c")}};
  all.order(service_order::start, "tree");
  all.seen(2);
  const auto gone = all.services["c"];
  all.services.erase("c");
  all.define();
  CHECK(all.seen(1) == texts{"stop c"});
  CHECK(all.report("c").id.empty());
  CHECK(all.status("tree") == "running");
}

TEST_CASE("trees: a dynamic child stops when its entry goes") {
  rig all{{child("b")}};
  all.order(service_order::start, "tree");
  all.ask_for(ask_tree::kind::start_child, "c");
  all.seen(2);
  all.define();
  CHECK(all.seen(0).empty());
  const auto gone = all.services["c"];
  all.services.erase("c");
  all.define();
  CHECK(all.seen(1) == texts{"stop c"});
  CHECK(all.report("c").id.empty());
  CHECK(all.status("tree") == "running");
}

TEST_CASE("trees: a child that was restarted by an operator still leaves with its place in the definition") {
  rig all{{child("b"), child("c", restart_type::temporary)}};
  all.order(service_order::start, "tree");
  CHECK(all.order(service_order::restart, "c") == "");
  CHECK(all.seen(4) == texts{"start b", "start c", "stop c", "start c"});
  all.define({child("b")});
  CHECK(all.seen(1) == texts{"stop c"});
  CHECK(all.report("c").supervisor.empty());
}

TEST_CASE("trees: a dynamic child has one supervisor, and none once it is forgotten") {
  rig all{{child("b")}};
  all.order(service_order::start, "tree");
  CHECK(all.ask_for(ask_tree::kind::start_child, "c") == "ok");
  CHECK(all.report("c").supervisor.text() == "app:tree");
  CHECK(all.ask_for(ask_tree::kind::start_child, "c") == "already_started");
  CHECK(all.ask_for(ask_tree::kind::delete_child, "c") == "running");
  CHECK(all.ask_for(ask_tree::kind::terminate_child, "c") == "ok");
  CHECK(all.ask_for(ask_tree::kind::delete_child, "c") == "ok");
  CHECK(all.report("c").supervisor.empty());
  CHECK(all.ask_for(ask_tree::kind::start_child, "a") == "app:a requires app:host, which does not run");
  all.order(service_order::start, "host");
  CHECK(all.ask_for(ask_tree::kind::start_child, "a") == "ok");
  CHECK(all.report("tree").needs == std::vector<entry_id>{entry_id{"app", "host"}});
}
