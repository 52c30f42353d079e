// The actor that carries out one service's restart decisions.
//
// Thread: a CAF actor of the system pool; one per service, linked to nothing: it lives until the coordinator drops it.
// Invariant: an attempt begins only after the one before has reported its end or was abandoned.
#pragma once

#include "actors/service.hpp"
#include "config/types.hpp"

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/event_based_actor.hpp>

#include <memory>
#include <optional>
#include <random>

namespace troupe::actors {

// To a supervisor; local only. Events of services carry the attempt they belong to, requests carry 0.
struct supervisor_note {
  uint64_t attempt = 0;
  service_event event;
};

// To the coordinator; local only.
struct service_news {
  entry_id id;
  service_state state;
  bool told = false;  // the log has it already: with the report of the crash that led to this state
  process_id process = {};  // that it consists of, or last did
};

}  // namespace troupe::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::supervisor_note)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::service_news)

namespace troupe::actors {

class supervisor final : public caf::event_based_actor {
public:
  supervisor(caf::actor_config& config, entry_id id, registry::lifecycle policy, std::shared_ptr<service> subject,
             const clock_source& clock, caf::actor coordinator);

  const char* name() const override { return "troupe.supervisor"; }
  // The service may hold its report, and with it this actor: the circle ends here.
  void on_exit() override { subject_.reset(); }

protected:
  caf::behavior make_behavior() override;

private:
  using note_atom = caf::atom_constant<caf::atom("wake")>;

  void handle(const service_event& event);
  void carry_out(const service_decision& decision, bool told);
  service::report report_of(uint64_t attempt);
  void arm(steady_time deadline);
  void wake();

  const entry_id id_;
  const registry::lifecycle policy_;
  std::shared_ptr<service> subject_;
  const clock_source& clock_;
  const caf::actor coordinator_;
  service_state state_;
  std::minstd_rand random_;

  // One deadline at a time (start, retry or stop) and at most one wake-up under way for it: CAF cannot take a delayed message back, and
  // a service that restarts ten thousand times a second must not leave as many behind.
  std::optional<steady_time> deadline_;
  service_event::kind at_deadline_ = service_event::kind::retry_due;
  std::optional<steady_time> next_wake_;
};

}  // namespace troupe::actors
