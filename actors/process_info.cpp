#include "actors/process_info.hpp"

#include "actors/process.hpp"

namespace troupe::actors {

std::string_view name_of(process_status status) noexcept {
  constexpr std::string_view texts[] = {"running", "runnable", "waiting", "ended"};
  return texts[static_cast<size_t>(status)];
}

const std::string& process::entry() const noexcept {
  const std::string* now = figures_.upgraded_to.load(std::memory_order_acquire);
  return now != nullptr ? *now : options_.entry;
}

process_info process::info() const {
  constexpr auto relaxed = std::memory_order_relaxed;
  process_info made;
  made.id = options_.id;
  made.entry = entry();
  made.born = figures_.born;
  const runtime::message* mail = mailbox_.load(relaxed);
  made.status = mail == closed()                   ? process_status::ended
                : figures_.in_slice.load(relaxed) ? process_status::running
                : mail == asleep()                 ? process_status::waiting
                                                   : process_status::runnable;
  made.unread = mail_.messages();
  made.unread_bytes = mail_.bytes();
  made.memory_bytes = figures_.memory_bytes.load(relaxed);
  made.slices = figures_.slices.load(relaxed);
  return made;
}

// At the end of a slice that is not the last one.
void process::publish_figures() noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  if (options_.machine)
    figures_.memory_bytes.store(options_.machine->memory_bytes(), relaxed);
  figures_.slices.store(figures_.slices.load(relaxed) + 1, relaxed);
  figures_.in_slice.store(false, relaxed);
}

}  // namespace troupe::actors
