// Who is alive, who is called what, who watches whom: the table of processes of this node (process.md sections 2, 5, 6, 9).
//
// CAF's own links and monitors differ (two monitors on one target, an answer for a dead one, no result value), so these are ours.
// Invariants: a process is found here from before its first instruction until its end; after `remove` nothing reaches it and
//             nobody gains a monitor or link on it.
// Thread:     any. Records lie in shards with a lock each; two shards are locked in order of their index.
#pragma once

#include "actors/id_set.hpp"
#include "actors/process.hpp"
#include "config/errc.hpp"
#include "config/types.hpp"

#include <array>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace troupe::actors {

class names {
public:
  process_id next_id(const std::string* host) noexcept { return {host, ++last_}; }
  // No id is given away any more that is not greater.
  void go_beyond(uint64_t number) noexcept {
    uint64_t last = last_.load();
    while (last < number && !last_.compare_exchange_weak(last, number)) {
    }
  }

  void add(const process_ptr& who);
  // A workflow that somebody watches, or gives a name. Until `remove`; more than once is the same.
  void add_workflow(process_id who);

  // Null if it does not live.
  process_ptr find(process_id who) const;

  // A PID's text, else a registered name. Errors: not_found, `process not found`, `host not found`, `could not resolve ...`.
  caf::expected<process_ptr> resolve(std::string_view destination) const;

  // Errors: not_found `pid not registered`, already_exists `already monitoring pid`.
  caf::error monitor(process_id watcher, process_id target);
  void unmonitor(process_id watcher, process_id target);
  caf::error link(process_id a, process_id b);
  void unlink(process_id a, process_id b);

  // Errors: already_exists `name already registered`, not_found `pid not registered`.
  caf::error register_name(std::string_view name, process_id who);
  process_id lookup(std::string_view name) const;
  bool unregister_name(std::string_view name);

  struct relations {
    std::vector<process_id> watchers;
    std::vector<process_id> links;
    std::vector<std::string> names;  // for sweep
  };
  // Takes the process out: frees its names, ends its links and monitors, answers whom to tell. Empty if it was gone.
  relations remove(process_id who);
  // Drops what is left of many names, which are free already. Whoever hears of the end need not wait for it.
  void sweep(process_id who, const std::vector<std::string>& held);

  // Those of one host, or all if null.
  std::vector<process_ptr> living(const std::string* host) const;
  size_t count() const;

  // What is held at the moment; in a program at rest none of it grows.
  struct figures {
    size_t processes = 0;
    size_t names = 0;
    size_t monitors = 0;
    size_t links = 0;
  };
  figures count_all() const;

  // Says whether a host of that name exists, for the text of errors. Set once, before any process.
  std::function<bool(std::string_view)> host_exists;

private:
  struct record {
    process_ptr who;
    id_set watchers;
    id_set watching;
    id_set links;
    std::vector<std::string> names;
  };
  struct shard {
    mutable std::mutex guard;
    std::unordered_map<uint64_t, record> records;
  };
  class two_shards;

  static constexpr size_t shard_count = 32;
  shard& shard_of(process_id who) const noexcept { return shards_[who.number % shard_count]; }
  static record* find_in(shard& where, process_id who);
  bool is_free(process_id holder) const { return !unswept_.empty() && unswept_.contains(holder.number); }

  mutable std::array<shard, shard_count> shards_;
  std::atomic<uint64_t> last_{0};
  mutable std::mutex names_guard_;
  std::unordered_map<std::string, process_id> by_name_;
  std::unordered_set<uint64_t> unswept_;  // ended, but by_name_ still has some of their names
};

}  // namespace troupe::actors
