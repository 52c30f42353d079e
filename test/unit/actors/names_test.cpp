#include "test/support/process_rig.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

struct two_processes {
  two_processes() {
    rig.add("p", "return {main = function() process.inbox():receive() end}");
    a = rig.spawn("p");
    b = rig.spawn("p");
    REQUIRE(rig.pool.run());
  }
  actors::names& names() { return rig.node().names(); }

  process_rig rig;
  process_id a;
  process_id b;
};

}  // namespace

TEST_CASE("names: a destination is a PID or a registered name, and the error says which part is wrong") {
  two_processes t;
  CHECK((*t.names().resolve(t.a.text()))->id() == t.a);
  CHECK_FALSE(t.names().register_name("worker", t.a));
  CHECK((*t.names().resolve("worker"))->id() == t.a);
  CHECK(message_of(t.names().resolve("{app:host|0xfffff}").error()) == "process not found");
  CHECK(message_of(t.names().resolve("{app:ghost|0x00001}").error()) == "host not found: app:ghost");
  CHECK(message_of(t.names().resolve("nobody").error()) == "could not resolve 'nobody' as PID or registered name");
}

TEST_CASE("names: a name belongs to one process; the same one may say it twice") {
  two_processes t;
  CHECK_FALSE(t.names().register_name("n", t.a));
  CHECK_FALSE(t.names().register_name("n", t.a));
  CHECK(message_of(t.names().register_name("n", t.b)) == "name already registered");
  CHECK(t.names().unregister_name("n"));
  CHECK_FALSE(t.names().unregister_name("n"));
  CHECK_FALSE(t.names().register_name("n", t.b));
}

TEST_CASE("names: what is held is counted, and goes with its process") {
  two_processes t;
  t.names().register_name("n", t.a);
  t.names().register_name("m", t.b);
  t.names().monitor(t.a, t.b);
  t.names().link(t.a, t.b);
  const auto held = [&] {
    const actors::names::figures all = t.names().count_all();
    return std::vector<size_t>{all.processes, all.names, all.monitors, all.links};
  };
  CHECK(held() == std::vector<size_t>{2, 2, 1, 1});
  t.names().sweep(t.b, t.names().remove(t.b).names);
  CHECK(held() == std::vector<size_t>{1, 1, 0, 0});
}

TEST_CASE("names: the second monitor of a pair fails, unmonitor never does") {
  two_processes t;
  CHECK_FALSE(t.names().monitor(t.a, t.b));
  CHECK(message_of(t.names().monitor(t.a, t.b)) == "already monitoring pid");
  t.names().unmonitor(t.a, t.b);
  t.names().unmonitor(t.a, t.b);
  CHECK_FALSE(t.names().monitor(t.a, t.b));
  CHECK(message_of(t.names().monitor(t.a, {intern("app:host"), 999})) == "pid not registered");
}

TEST_CASE("names: removal frees names, answers whom to tell, and leaves no trace with others") {
  two_processes t;
  CHECK_FALSE(t.names().register_name("n", t.a));
  CHECK_FALSE(t.names().monitor(t.b, t.a));
  CHECK_FALSE(t.names().link(t.a, t.b));
  const actors::process_ptr kept = t.names().find(t.a);
  const auto told = t.names().remove(t.a);
  CHECK(told.watchers == std::vector<process_id>{t.b});
  CHECK(told.links == std::vector<process_id>{t.b});
  CHECK_FALSE(t.names().lookup("n"));
  CHECK(message_of(t.names().link(t.a, t.b)) == "pid not registered");
  CHECK(t.names().remove(t.a).watchers.empty());
  CHECK(t.names().remove(t.b).links.empty());
}

TEST_CASE("names: a watcher that ends is forgotten by what it watched") {
  two_processes t;
  CHECK_FALSE(t.names().monitor(t.a, t.b));
  const actors::process_ptr a = t.names().find(t.a);
  t.names().remove(t.a);
  CHECK(t.names().remove(t.b).watchers.empty());
}
