// The application's event bus: who wants to hear of what (process.md section 18).
//
// An event is put into the mailboxes of those who want it while its sender waits, so the events of one sender keep their order. It is
// encoded once, whoever hears of it. Best effort: a full mailbox does without.
// Thread: any; one lock, not held while an event is delivered.
#pragma once

#include "config/document.hpp"
#include "config/types.hpp"
#include "runtime/effect.hpp"

#include <atomic>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace troupe::actors {

class names;

class event_bus {
public:
  // Events of that kind of those systems reach the process as letters under `topic`. Patterns: exact, `*`, a prefix before a trailing `*`;
  // an empty kind is all of them.
  void subscribe(process_id who, runtime::ticket number, std::string system, std::string kind, std::string topic);
  void unsubscribe(process_id who, runtime::ticket number);
  void forget(process_id who);  // all of them

  // `data` is null if there is none.
  void send(const names& table, std::string_view system, std::string_view kind, std::string_view path, const document& data = {});

  size_t subscriptions() const noexcept { return count_.load(std::memory_order_relaxed); }

private:
  struct subscription {
    runtime::ticket number = 0;
    std::string system;
    std::string kind;
    std::string topic;
  };
  struct subscriber {
    process_id who;
    std::vector<subscription> wants;
  };
  void add_to_count(ptrdiff_t change) noexcept { count_.fetch_add(static_cast<size_t>(change), std::memory_order_relaxed); }

  mutable std::mutex guard_;
  std::unordered_map<uint64_t, subscriber> all_;  // by the process's number
  std::atomic<size_t> count_{0};                  // so that events without listeners cost a load
};

}  // namespace troupe::actors
