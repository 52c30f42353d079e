#include "actors/resident_runs.hpp"

#include <utility>

namespace troupe::actors {

void resident_runs::works(resident& which) {
  if (order* list = std::exchange(which.list, nullptr))
    list->erase(which.place);
}

void resident_runs::with(uint64_t chain, const std::function<durable_run_ptr()>& make, const std::function<void(durable_run&)>& use) {
  durable_run_ptr made;  // if another thread was faster, it goes without the lock
  std::unique_lock lock{guard_};
  auto found = residents_.find(chain);
  if (found == residents_.end()) {
    lock.unlock();
    made = make();
    if (!made)
      return;
    lock.lock();
    found = residents_.try_emplace(chain, resident{made}).first;
  }
  works(found->second);
  use(*found->second.who.get());
}

void resident_runs::if_there(uint64_t chain, const std::function<void(durable_run&)>& use) {
  const std::lock_guard lock{guard_};
  const auto found = residents_.find(chain);
  if (found == residents_.end())
    return;
  works(found->second);
  use(*found->second.who.get());
}

bool resident_runs::rests(durable_run& which) {
  durable_run_ptr dropped;  // without the lock
  const std::lock_guard lock{guard_};
  if (!which.falls_asleep())
    return false;
  resident& here = residents_.at(which.chain());
  order& list = resting_[which.host().get()];
  here.list = &list;
  here.place = list.insert(list.end(), which.chain());
  if (list.size() <= which.host()->cache_size())
    return true;
  const auto longest = residents_.find(list.front());
  list.pop_front();
  dropped = std::move(longest->second.who);
  residents_.erase(longest);
  if (list.empty())
    resting_.erase(which.host().get());
  return true;
}

bool resident_runs::forget(durable_run& which) {
  durable_run_ptr dropped;
  const std::lock_guard lock{guard_};
  if (!which.falls_asleep())
    return false;
  const auto found = residents_.find(which.chain());
  works(found->second);
  dropped = std::move(found->second.who);
  residents_.erase(found);
  return true;
}

size_t resident_runs::count() const {
  const std::lock_guard lock{guard_};
  return residents_.size();
}

}  // namespace troupe::actors
