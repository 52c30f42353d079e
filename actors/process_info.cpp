#include "actors/process_info.hpp"

#include "actors/local_node.hpp"
#include "actors/process.hpp"

namespace troupe::actors {

namespace {

// The frames of an error that main returned: its stack says where it was made, under a heading and indented.
std::string frames_in(std::string_view stack) {
  std::string frames;
  size_t at = stack.find('\n');
  while (at != std::string_view::npos) {
    const size_t end = stack.find('\n', at + 1);
    std::string_view line = stack.substr(at + 1, end == std::string_view::npos ? end : end - at - 1);
    while (line.starts_with('\t') || line.starts_with(' '))
      line.remove_prefix(1);
    if (!line.empty())
      frames += (frames.empty() ? "" : "\n") + std::string{line};
    at = end;
  }
  return frames;
}

}  // namespace

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
  made.cpu = std::chrono::nanoseconds{figures_.cpu.load(relaxed)};
  return made;
}

// One that sleeps is kept from waking meanwhile: whoever sends to it finds it awake, and it is scheduled here if somebody did.
std::string process::position() {
  runtime::message* sleeping = asleep();
  if (mailbox_.compare_exchange_strong(sleeping, nullptr, std::memory_order_acq_rel)) {
    std::string where = options_.machine ? options_.machine->position() : std::string{};
    runtime::message* none = nullptr;
    if (!mailbox_.compare_exchange_strong(none, asleep(), std::memory_order_acq_rel))
      launch();
    return where;
  }
  const std::string* last = figures_.position.load(std::memory_order_acquire);
  return last != nullptr ? *last : std::string{};
}

void process::report_crash(const runtime::fault& why) {
  crash_report made;
  made.pid = options_.id;
  made.entry = entry();
  made.why = why;
  if (options_.machine) {
    made.traceback = options_.machine->take_traceback();
    made.memory_bytes = options_.machine->memory_bytes();
  }
  if (made.traceback.empty())
    made.traceback = frames_in(why.stack);
  if (topics_)
    made.topics = topics_->all();
  made.unread = mail_.messages();
  made.uptime = home_.clock().steady() - figures_.born;
  made.slices = figures_.slices.load(std::memory_order_relaxed);
  if (options_.crashed)
    options_.crashed(std::move(made));
  else
    log_crash(made, "none: nobody supervises it");
}

// At the end of a slice that is not the last one.
void process::publish_figures() noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  if (options_.machine)
    figures_.memory_bytes.store(options_.machine->memory_bytes(), relaxed);
  if (options_.machine)
    if (const auto used = options_.machine->take_used_time(); used.count() != 0)
      figures_.cpu.store(figures_.cpu.load(relaxed) + used.count(), relaxed);
  figures_.in_slice.store(false, relaxed);
}

}  // namespace troupe::actors
