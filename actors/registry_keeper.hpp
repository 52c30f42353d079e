// The one actor that changes the registry while the program runs: change sets wait their turn in its mailbox (registry_changes.hpp).
//
// Readers never ask it: they use what was published last (local_node::published).
// Thread: a detached CAF actor, so that validation, handlers and the disk hold nobody else up. From its spawn to its end it alone touches
// the catalogue.
#pragma once

#include "actors/registry_changes.hpp"

#include <caf/actor.hpp>
#include <caf/event_based_actor.hpp>

namespace troupe::actors {

class registry_keeper final : public caf::event_based_actor {
public:
  // The catalogue is booted and outlives the actor.
  registry_keeper(caf::actor_config& config, registry::catalogue& entries);

  const char* name() const override { return "troupe.registry"; }

protected:
  caf::behavior make_behavior() override;

private:
  registry::catalogue& entries_;
};

}  // namespace troupe::actors
