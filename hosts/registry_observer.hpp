// Carries a new version of the registry to those who live by it: readers, services, subscribers of events, processes with old code.
//
// Thread: the registry's.
#pragma once

#include "actors/coordinator.hpp"
#include "actors/local_node.hpp"
#include "hosts/kinds/kinds.hpp"
#include "registry/catalogue.hpp"

#include <caf/actor.hpp>

#include <memory>
#include <set>
#include <vector>

namespace troupe::hosts {

class registry_observer final : public registry::transaction_observer {
public:
  using service_kinds = std::vector<std::unique_ptr<service_kind>>;

  registry_observer(actors::local_node& node, const registry::catalogue& entries, const service_kinds& services, caf::actor coordinator)
    : node_(node), entries_(entries), services_(services), coordinator_(std::move(coordinator)) {}

  void begun() override;
  void accepted(const registry::operation& done) override;
  void discarded(const caf::error& why) override;
  void committed(const registry::snapshot& before, const registry::snapshot& after, const registry::change_set& done) override;

  // The services that are to start by themselves when the program begins: from the first commit on it starts them itself.
  const std::set<entry_id>& at_boot() const noexcept { return at_boot_; }

private:
  actors::define_services services_in(const registry::snapshot& entries) const;
  void announce(std::string_view kind, std::string_view path);

  actors::local_node& node_;
  const registry::catalogue& entries_;
  const service_kinds& services_;
  const caf::actor coordinator_;
  bool booted_ = false;
  std::set<entry_id> at_boot_;
};

}  // namespace troupe::hosts
