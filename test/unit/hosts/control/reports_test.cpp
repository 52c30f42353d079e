#include "hosts/control/reports.hpp"

#include "config/document_text.hpp"

#include <doctest/doctest.h>

using namespace troupe;
using namespace troupe::hosts::control;
using namespace std::chrono_literals;

TEST_CASE("reports: processes are sorted by host, then by age") {
  const std::string* const a = intern("app:a");
  const std::string* const b = intern("app:b");
  std::vector<actors::process_info> all(3);
  all[0].id = {b, 1};
  all[1].id = {a, 3};
  all[2].id = {a, 2};
  const document made = describe_processes(all, {steady_time{5s}, wall_time{5s}});
  REQUIRE(made.as_list()->size() == 3);
  CHECK(*made.as_list()->at(0).find("pid")->as_string() == "{app:a|0x00002}");
  CHECK(*made.as_list()->at(1).find("pid")->as_string() == "{app:a|0x00003}");
  CHECK(*made.as_list()->at(2).find("pid")->as_string() == "{app:b|0x00001}");
}

TEST_CASE("reports: a process is told with its figures, its age and when it began") {
  actors::process_info seen;
  seen.id = {intern("app:a"), 10};
  seen.entry = "app:worker";
  seen.status = actors::process_status::waiting;
  seen.unread = 7;
  seen.unread_bytes = 70;
  seen.memory_bytes = 2048;
  seen.born = steady_time{2500ms};
  const document made = describe_processes({seen}, {steady_time{5s}, wall_time{100s}});
  CHECK(to_json(made)
        == R"([{"pid":"{app:a|0x0000a}","entry":"app:worker","host":"app:a","status":"waiting","mailbox":7,"mailbox_bytes":70,)"
           R"("memory":2048,"uptime_ms":2500,"started_at":"1970-01-01T00:01:37Z"}])");
}

TEST_CASE("reports: a service whose turn has not come waits, one that nobody asked for is idle") {
  actors::service_report service;
  service.id = entry_id::parse("app:web");
  service.since = wall_time{1s};
  const auto status = [&] { return *describe_service(service, nullptr, wall_time{3s}).find("status")->as_string(); };
  CHECK(status() == "idle");
  service.pending = true;
  CHECK(status() == "waiting");
  service.pending = false;
  service.state.now = actors::service_status::failed;
  service.state.retrying = true;
  CHECK(status() == "failed");
  const document made = describe_service(service, nullptr, wall_time{3s});
  CHECK(*made.find("retrying")->as_bool());
  CHECK(*made.find("since_ms")->as_integer() == 2000);
  CHECK(*made.find("since")->as_string() == "1970-01-01T00:00:01Z");
  CHECK(made.find("pid") == nullptr);
  service.process = {intern("app:a"), 10};
  CHECK(*describe_service(service, nullptr, wall_time{3s}).find("pid")->as_string() == "{app:a|0x0000a}");
}
