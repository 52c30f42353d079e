#include "actors/process_host.hpp"

#include "actors/letters.hpp"
#include "actors/names.hpp"

namespace troupe::actors {

process_host::entry process_host::enter() noexcept {
  ++present_;  // first, so that a stop which begins now waits for this one
  const size_t now = ++living_;
  const uint64_t room = limits_.processes();
  const bool full = room != 0 && now > room;
  if (state_ == state::running && !full)
    return entry::granted;
  vacate();
  leave();
  return full ? entry::full : entry::not_running;
}

void process_host::leave() noexcept {
  if (--present_ != 0 || state_ != state::stopping)
    return;
  std::function<void()> empty;
  {
    const std::lock_guard lock{guard_};
    std::swap(empty, empty_);
  }
  state_ = state::stopped;
  if (empty)
    empty();
}

void process_host::begin_stop(names& table, std::function<void()> empty) {
  {
    const std::lock_guard lock{guard_};
    empty_ = std::move(empty);
  }
  ++present_;  // the host itself, until everyone has been told
  state_ = state::stopping;
  for (const process_ptr& each : table.living(id_))
    each->put(make_cancel({}, "scheduler shutdown"));
  leave();
}

void process_host::retire(std::function<void()> empty) {
  {
    const std::lock_guard lock{guard_};
    empty_ = std::move(empty);
  }
  ++present_;  // until it is known whether anybody else is
  state_ = state::stopping;
  leave();
}

void process_host::force_stop(names& table) {
  for (const process_ptr& each : table.living(id_))
    each->put(make_terminate(runtime::fault::of(errc::canceled, "host stopped")));
}

}  // namespace troupe::actors
