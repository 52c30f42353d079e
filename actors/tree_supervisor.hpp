// The actor that carries out what a supervisor of a tree decides (`supervision_tree`): it starts and stops the children's services.
//
// Thread: a CAF actor of the system pool, one per `process.supervisor`; it belongs to the coordinator, which tells it who its children are.
// Upwards it is a service like any other, by way of `tree_service`: for the coordinator, or for the supervisor above.
#pragma once

#include "actors/service.hpp"
#include "actors/supervision_tree.hpp"
#include "actors/supervisor.hpp"
#include "actors/tree_definition.hpp"

#include <caf/actor.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/event_based_actor.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace troupe::actors {

// Its definition: to the actor, on every change. Local only, as all of these.
struct tree_setup {
  tree_spec spec;
  std::map<entry_id, std::shared_ptr<service>> subjects;  // of the children in `spec`, and of those that came by start_child
  std::vector<entry_id> gone;                             // of the latter: have no entry any more

  bool operator==(const tree_setup&) const = default;
};

// To the coordinator: the supervisor starts this child no more, and has ended it.
struct child_released {
  entry_id supervisor;
  entry_id child;
};

// From above.
struct tree_order {
  enum class kind : uint8_t { start, stop, abandon } what = kind::start;
  service::report tell;  // start
};

// From the service of a child.
struct tree_news {
  entry_id child;
  uint64_t attempt = 0;
  service_event event;
};

struct tree_answer {
  tree_refusal refusal = tree_refusal::none;
  std::string text;  // start_failed: why
  document data;     // of the questions
};

// From programs and operators. `start`, `stop`, `restart` end in the wanted state whatever the child's state is.
struct tree_request {
  enum class kind : uint8_t {
    which_children,
    count_children,
    start_child,
    terminate_child,
    restart_child,
    delete_child,
    start,
    stop,
    restart,
  } what = kind::which_children;
  child_spec child;
  std::shared_ptr<service> subject;  // of a child that may have to be added
  std::function<void(tree_answer)> done;  // called once, on the actor's thread
};

// The service that a supervisor is, as its kind makes it.
// Thread: bound by the coordinator before anybody starts it; what it supervises is the registry's.
class tree_service final : public service {
public:
  using settings = std::shared_ptr<const tree_definition>;

  explicit tree_service(tree_definition what) : tree_service(std::make_shared<const tree_definition>(std::move(what))) {}
  explicit tree_service(settings what) : what_(std::move(what)) {}

  void bind(caf::actor tree) { tree_ = std::move(tree); }

  void start(report tell) override;
  void stop() override;
  void abandon() override;
  bool may_be_child() const override { return true; }
  std::shared_ptr<const tree_definition> supervises() const override { return what_; }

  // Answers what held before. The coordinator hears of it with the version of the registry that it belongs to.
  settings change(const settings& to) { return std::exchange(what_, to); }

private:
  settings what_;
  caf::actor tree_;
};

}  // namespace troupe::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::child_released)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::tree_setup)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::tree_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::tree_news)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::tree_request)

namespace troupe::actors {

class tree_supervisor final : public caf::event_based_actor {
public:
  tree_supervisor(caf::actor_config& config, entry_id id, const clock_source& clock, caf::actor coordinator);

  const char* name() const override { return "troupe.tree"; }
  // Reports of its children hold this actor: the circle ends here.
  void on_exit() override;

protected:
  caf::behavior make_behavior() override;

private:
  using wake_atom = caf::atom_constant<caf::atom("wake")>;

  // What the state machine does not know of a child.
  struct ward {
    std::shared_ptr<service> subject;           // by which it runs
    std::shared_ptr<const crash_report> crash;  // still to be logged, with what is decided
    std::string why;                            // of its latest end
    bool by_itself = false;                     // that end was not asked for
    bool orderly = false;                       // and was no failure
    service_state told;                         // what the coordinator knows
  };
  using continuation = std::function<void(const tree_action&)>;

  void setup(const tree_setup& what);
  void order(const tree_order& what);
  void news(const tree_news& what);
  void request(const tree_request& what);
  void command(tree_command what, continuation then);
  void bring_up(const tree_request& what);
  void carry_out(const supervision_tree::actions& wanted);
  void carry_out(const tree_action& each);
  void log_decision(const tree_action& decided);
  void tell(service_event event);
  void tell_coordinator();
  void release();
  service_state state_of(const tree_child& child, const ward& known) const;
  document which_children() const;
  document count_children() const;
  void arm();
  void wake();

  const entry_id id_;
  const clock_source& clock_;
  const caf::actor coordinator_;
  supervision_tree tree_{tree_spec{}};
  std::map<entry_id, std::shared_ptr<service>> subjects_;  // by which children start next
  std::map<entry_id, ward> wards_;                         // children that have been started
  std::set<entry_id> held_;                                // children that may start, as far as the coordinator knows
  service::report tell_;
  service::report next_start_;  // asked for while the run before was still ending
  std::map<uint64_t, continuation> commands_;
  uint64_t last_command_ = 0;
  std::optional<steady_time> next_wake_;
};

}  // namespace troupe::actors
