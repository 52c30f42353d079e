// The actor that starts services after what they need and stops them before it.
//
// Thread: a CAF actor of the system pool. It owns the supervisors. Callbacks run on its thread; keep them short.
// Invariants: a service is asked to start only while everything it needs runs, and to stop only once all that need it have come to rest.
// A child of a supervisor of a tree is started and stopped by that one alone; what it needs, the uppermost supervisor needs.
#pragma once

#include "actors/service_graph.hpp"
#include "actors/service_orders.hpp"
#include "actors/supervisor.hpp"
#include "actors/tree_supervisor.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <vector>

namespace troupe::actors {

struct service_definition {
  entry_id id;
  registry::lifecycle policy;
  std::shared_ptr<service> subject;
  std::shared_ptr<const tree_definition> supervises = nullptr;  // of a supervisor of a tree
};

// The services of the application and the order among them; replaces what was known. Services that stay keep their supervisor.
struct define_services {
  std::vector<service_definition> services;
  service_graph graph;
};

// A new version of the registry: what its services are now. Those that are gone stop first, with those that need them; then `start`, and
// what stopped only for the sake of another, are started. A service whose `subject` is another object than before is gone and comes again.
// Children of supervisors of trees stop and start under these: nobody else starts them, not even for the sake of `start`.
struct change_services {
  define_services now;
  std::set<entry_id> start;
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

// From the supervisor of a child, to whom an order was passed on.
struct child_answer {
  order_service order;
  tree_answer answer;
};

// From a supervisor that a program has asked.
struct asked_tree {
  ask_tree question;
  tree_answer answer;
};

}  // namespace troupe::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::child_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::asked_tree)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::define_services)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::change_services)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::start_services)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::stop_services)

namespace troupe::actors {

class coordinator final : public caf::event_based_actor {
public:
  // `announce` hears of every state that a service comes into.
  using announcement = std::function<void(const entry_id&, const service_state&)>;
  coordinator(caf::actor_config& config, const clock_source& clock, announcement announce = {});

  const char* name() const override { return "troupe.coordinator"; }
  void on_exit() override;

protected:
  caf::behavior make_behavior() override;

private:
  struct member {
    caf::actor supervisor;
    std::shared_ptr<service> subject;
    registry::lifecycle policy;                         // as defined last
    caf::actor tree;                                    // null unless it supervises others
    std::shared_ptr<const tree_definition> supervises;  // as defined last
    std::optional<tree_setup> told;                     // what the tree knows
    bool required = true;
    bool alone = false;  // started by its own supervisor, and not at rest yet
    entry_id held_by;    // the supervisor of a tree that may start it; empty: none
    service_state state;
    process_id process;          // that it consists of, or last did
    bool start_pending = false;  // to be started once what it needs runs
    bool stop_pending = false;   // to be stopped once nobody needs it
    wall_time since{};           // when it came into its state
    std::string last_error;
  };
  struct order_under_way {
    order_service order;
    bool stopping = false;         // the first half of a restart, the whole of a stop
    std::set<entry_id> services;   // that no other order may concern meanwhile
    std::set<entry_id> again;      // that are stopped, and started again by a restart
  };

  struct change_under_way {
    change_services what;
    bool begun = false;
    bool released = false;      // supervisors of trees have been told to stop what is gone
    bool cleared = false;       // and have done so
    std::set<entry_id> gone;    // leave for good, or for another of the same name
    std::set<entry_id> stopped; // with all that need them, and what comes under a supervisor
    std::set<entry_id> again;   // of those, or new under an old name: to be started afterwards
    std::set<entry_id> last;    // of what is gone, what children need that are gone as well: stops after them
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
  bool may_tell_of(const member& which, const caf::actor_addr& who) const;
  std::string described(const std::vector<entry_id>& missing) const;

  // coordinator_orders.cpp
  void describe(const describe_services& what);
  void order(const order_service& what);
  caf::error begin(order_under_way& made);
  void request_start(const std::set<entry_id>& ids);
  void advance_orders();
  void remember(member& which, const service_state& next);
  bool is_up(const entry_id& id) const;
  bool waits_in_vain(const entry_id& id) const;
  bool is_over(const order_under_way& which) const;
  caf::error check_startable(const std::set<entry_id>& ids) const;
  std::set<entry_id> with_dependents(const entry_id& id) const;
  std::set<entry_id> with_dependents(const entry_id& id, const service_graph& graph) const;
  service_report report_on(const entry_id& id) const;
  std::vector<service_report> reports() const;
  order_outcome outcome_of(const order_under_way& over) const;

  // coordinator_changes.cpp
  void change(const change_services& what);
  void advance_changes();
  void begin(change_under_way& made);
  void stop_for(change_under_way& made, const std::set<entry_id>& ids, const service_graph& around);
  bool has_stopped(const change_under_way& made) const;
  bool awaits_rest(const change_under_way& made) const;
  void let_go(const change_under_way& made);
  void finish(const change_under_way& over);
  void want_needs(const entry_id& supervisor, const tree_setup& what, std::set<entry_id>& wanted) const;
  void log_blocked(const entry_id& id, const std::vector<entry_id>& missing) const;

  // coordinator_trees.cpp
  void define_trees();
  void draw_together();
  void released(const child_released& what);
  void propose(const entry_id& supervisor, tree_setup what);
  void hand_out_setups();
  bool may_come(const entry_id& child, const entry_id& supervisor) const;
  tree_setup setup_of(const entry_id& supervisor) const;
  bool leaves(const entry_id& id) const;
  child_spec spec_of(const child_definition& child) const;
  child_definition definition_of(const entry_id& child, const entry_id& parent) const;
  const entry_id* parent_of(const entry_id& id) const;
  caf::error check_adoption(const entry_id& supervisor, const entry_id& child) const;
  void order_child(const order_service& what, const entry_id& parent);
  void answer_child(const child_answer& what);
  void ask(const ask_tree& what);
  void answer_asked(const asked_tree& what);

  const clock_source& clock_;
  const announcement announce_;
  std::map<entry_id, member> members_;
  service_graph declared_;  // as it was defined
  service_graph graph_;     // with the children drawn together into their supervisors
  std::map<entry_id, entry_id> parents_;     // children by their supervisors' entries
  std::map<entry_id, entry_id> adopted_;     // and by start_child
  std::map<entry_id, entry_id> above_;       // both
  std::map<entry_id, tree_setup> setups_;    // not handed out whole yet: a child still runs elsewhere, or what it needs does not run
  std::function<void(std::vector<std::string>)> settled_;
  std::function<void(std::vector<std::string>)> stopped_;
  std::set<entry_id> starting_;
  std::vector<std::string> problems_;
  std::vector<order_under_way> orders_;
  std::deque<change_under_way> changes_;  // one at a time
  bool closing_ = false;  // everything stops, for good
};

}  // namespace troupe::actors
