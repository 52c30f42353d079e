// Locks that processes hold by name, until they release them or end.
//
// Nobody waits here: who finds a lock held is told so. Thread: any.
#pragma once

#include "config/types.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace troupe::actors {

class lock_table {
public:
  // `lives` says whether a holder still does: locks of the dead are free, without their ends having to be told.
  explicit lock_table(std::function<bool(process_id)> lives) : lives_(std::move(lives)) {}

  // True if `who` holds it now; a holder may acquire again.
  bool acquire(std::string_view name, process_id who);
  // False if `who` does not hold it.
  bool release(std::string_view name, process_id who);

private:
  const std::function<bool(process_id)> lives_;
  std::mutex guard_;
  std::map<std::string, process_id, std::less<>> holders_;
  size_t swept_ = 64;  // how many there may be before those of the dead are dropped
};

}  // namespace troupe::actors
