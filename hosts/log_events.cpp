#include "hosts/log_events.hpp"

#include "config/document_text.hpp"
#include "config/limits.hpp"

#include <utility>

namespace troupe::hosts {

namespace {

// The numbers that the platform's logger has for the types of its fields.
enum class field_type : int64_t { boolean = 4, number = 9, integer = 11, text = 15, other = 23 };

// Every field has its text; whole numbers and booleans are in `int`, too.
document field_of(const std::string& key, const document& value) {
  field_type type = field_type::other;
  int64_t whole = 0;
  if (const bool* truth = value.as_bool()) {
    type = field_type::boolean;
    whole = *truth ? 1 : 0;
  } else if (const int64_t* integer = value.as_integer()) {
    type = field_type::integer;
    whole = *integer;
  } else if (value.is_double()) {
    type = field_type::number;
  } else if (value.is_string()) {
    type = field_type::text;
  }
  return document{document::map{{"key", document{key}},
                                {"type", document{static_cast<int64_t>(type)}},
                                {"string", document{type == field_type::other ? to_json(value) : value.scalar_text()}},
                                {"int", document{whole}}}};
}

}  // namespace

log_events::log_events(actors::local_node& node) : node_(node), thread_([this] { run(); }) {
  log::listen([this, own = thread_.get_id()](const log::record& one) {
    if (std::this_thread::get_id() != own && node_.bus().subscriptions() != 0)
      hear(one);
  });
}

log_events::~log_events() {
  log::listen({});
  {
    const std::lock_guard lock{guard_};
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

// Under the log's lock.
void log_events::hear(const log::record& one) {
  {
    const std::lock_guard lock{guard_};
    if (waiting_.size() == limits::log_events_waiting_max) {
      ++lost_;
      return;
    }
    waiting_.push_back({one.severity, std::string{one.logger}, std::string{one.message}, one.fields, one.time_ns});
  }
  changed_.notify_one();
}

void log_events::run() {
  std::vector<kept> taken;
  while (true) {
    uint64_t lost = 0;
    {
      std::unique_lock lock{guard_};
      changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty())
        return;
      taken.swap(waiting_);
      if (std::chrono::steady_clock::now() - told_ >= limits::log_events_lost_pause)
        lost = std::exchange(lost_, 0);
    }
    for (const kept& one : taken)
      node_.bus().send(node_.names(), "logs", "logs.entry", one.logger, data_of(one));
    taken.clear();
    if (lost != 0)
      tell_of_lost(lost);
  }
}

void log_events::tell_of_lost(uint64_t lost) {
  told_ = std::chrono::steady_clock::now();
  log::warn("logs", "records came faster than the event bus took them and were not published",
            document{document::map{{"records", document{static_cast<int64_t>(lost)}}}});
}

document log_events::data_of(const kept& one) {
  document entry{document::map{}};
  entry.set("level", document{static_cast<int64_t>(one.severity)});
  entry.set("time", document{one.time_ns});
  entry.set("logger_name", document{one.logger});
  entry.set("message", document{one.message});
  entry.set("caller", document{""});  // Lua code's is the field `location`
  entry.set("stack", document{""});
  document::list fields;
  if (const document::map* members = one.fields.as_map())
    for (const auto& [key, value] : *members)
      fields.push_back(field_of(key, value));
  return document{document::map{{"entry", std::move(entry)}, {"fields", document{std::move(fields)}}}};
}

}  // namespace troupe::hosts
