// The actor that starts services after what they need and stops them before it.
//
// Thread: a CAF actor of the system pool. It owns the supervisors. Callbacks run on its thread; keep them short.
// Invariant: a service is asked to start only while everything it needs runs, and to stop only once all that need it have come to rest.
#pragma once

#include "actors/service_graph.hpp"
#include "actors/supervisor.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <shared_mutex>
#include <string>
#include <vector>

namespace troupe::actors {

struct service_definition {
  entry_id id;
  registry::lifecycle policy;
  std::shared_ptr<service> subject;
};

// The services of the application and the order among them; replaces what was known. Services that stay keep their supervisor.
struct define_services {
  std::vector<service_definition> services;
  service_graph graph;
};

// Starts these and what they need. `settled` is called once, when each runs, has come to rest, or retries (while it is optional).
struct start_services {
  std::set<entry_id> ids;
  std::function<void(std::vector<std::string> problems)> settled;
};

// Stops everything; `done` is called once with the services that did not stop in time.
struct stop_services {
  std::function<void(std::vector<std::string> problems)> done;
};

}  // namespace troupe::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::define_services)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::start_services)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::stop_services)

namespace troupe::actors {

class coordinator final : public caf::event_based_actor {
public:
  coordinator(caf::actor_config& config, const clock_source& clock);

  const char* name() const override { return "troupe.coordinator"; }
  void on_exit() override;

protected:
  caf::behavior make_behavior() override;

private:
  struct member {
    caf::actor supervisor;
    bool required = true;
    service_state state;
    bool start_pending = false;  // to be started once what it needs runs
    bool stop_pending = false;   // to be stopped once nobody needs it
  };

  void define(const define_services& what);
  void start(const start_services& what);
  void stop(const stop_services& what);
  void news(const service_news& what);
  void advance();
  void advance_starts();
  void advance_stops();
  void request(member& which, service_event::kind what);
  bool runs(const entry_id& id) const;
  std::string described(const std::vector<entry_id>& missing) const;

  const clock_source& clock_;
  std::map<entry_id, member> members_;
  service_graph graph_;
  std::function<void(std::vector<std::string>)> settled_;
  std::function<void(std::vector<std::string>)> stopped_;
  std::set<entry_id> starting_;
  std::vector<std::string> problems_;
};

}  // namespace troupe::actors
