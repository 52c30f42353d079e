#include "actors/lock_table.hpp"

#include <algorithm>

namespace troupe::actors {

bool lock_table::acquire(std::string_view name, process_id who) {
  const std::lock_guard hold{guard_};
  const auto found = holders_.find(name);
  if (found != holders_.end()) {
    if (found->second != who && lives_(found->second))
      return false;
    found->second = who;
    return true;
  }
  if (holders_.size() >= swept_) {
    std::erase_if(holders_, [&](const auto& each) { return !lives_(each.second); });
    swept_ = std::max<size_t>(64, 2 * holders_.size());
  }
  holders_.emplace(name, who);
  return true;
}

bool lock_table::release(std::string_view name, process_id who) {
  const std::lock_guard hold{guard_};
  const auto found = holders_.find(name);
  if (found == holders_.end() || found->second != who)
    return false;
  holders_.erase(found);
  return true;
}

}  // namespace troupe::actors
