// What readers see of the registry: the version in force, and all that were.
//
// Thread: immutable but for its history, which any thread may read.
#pragma once

#include "registry/history.hpp"
#include "registry/snapshot.hpp"

#include <memory>

namespace troupe::registry {

struct published {
  snapshot entries;
  version_ptr version;                  // whose entries these are
  std::shared_ptr<const history> past;  // may have moved on meanwhile
};

}  // namespace troupe::registry
