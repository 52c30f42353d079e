#include "actors/names.hpp"

#include <algorithm>

namespace troupe::actors {

namespace {

// Names that are taken out of the table under one lock.
constexpr size_t names_at_once = 1000;

}  // namespace

// Locks the shards of two processes, in order of their address, one if they share it.
class names::two_shards {
public:
  two_shards(shard& a, shard& b) : first_(&a < &b ? a : b), second_(&a < &b ? b : a) {
    first_.guard.lock();
    if (&first_ != &second_)
      second_.guard.lock();
  }
  two_shards(const two_shards&) = delete;
  ~two_shards() {
    if (&first_ != &second_)
      second_.guard.unlock();
    first_.guard.unlock();
  }

private:
  shard& first_;
  shard& second_;
};

names::record* names::find_in(shard& where, process_id who) {
  const auto at = where.records.find(who.number);
  return at == where.records.end() ? nullptr : &at->second;
}

void names::add(const process_ptr& who) {
  shard& home = shard_of(who->id());
  const std::lock_guard lock{home.guard};
  home.records[who->id().number].who = who;
}

process_ptr names::find(process_id who) const {
  shard& home = shard_of(who);
  const std::lock_guard lock{home.guard};
  const record* found = find_in(home, who);
  return found == nullptr ? nullptr : found->who;
}

void names::add_workflow(process_id who) {
  shard& home = shard_of(who);
  const std::lock_guard lock{home.guard};
  home.records.try_emplace(who.number);
}

caf::expected<process_ptr> names::resolve(std::string_view destination) const {
  std::string_view problem;
  if (const auto pid = parse_pid(destination, problem)) {
    if (const auto number = parse_process_number(pid->id))
      if (process_ptr found = find({nullptr, *number}); found && *found->id().host == pid->host)
        return found;
    if (host_exists && !host_exists(pid->host))
      return make_error(errc::not_found, "host not found: " + pid->host);
    return make_error(errc::not_found, "process not found");
  }
  if (const process_id named = lookup(destination))
    if (process_ptr found = find(named))
      return found;
  return make_error(errc::not_found, "could not resolve '" + std::string{destination} + "' as PID or registered name");
}

caf::error names::monitor(process_id watcher, process_id target) {
  const two_shards lock{shard_of(watcher), shard_of(target)};
  record* watched = find_in(shard_of(target), target);
  if (watched == nullptr)
    return make_error(errc::not_found, "pid not registered");
  if (!watched->watchers.add(watcher))
    return make_error(errc::already_exists, "already monitoring pid");
  if (record* own = find_in(shard_of(watcher), watcher))
    own->watching.add(target);
  return caf::none;
}

void names::unmonitor(process_id watcher, process_id target) {
  const two_shards lock{shard_of(watcher), shard_of(target)};
  if (record* watched = find_in(shard_of(target), target))
    watched->watchers.remove(watcher);
  if (record* own = find_in(shard_of(watcher), watcher))
    own->watching.remove(target);
}

caf::error names::link(process_id a, process_id b) {
  const two_shards lock{shard_of(a), shard_of(b)};
  record* left = find_in(shard_of(a), a);
  record* right = find_in(shard_of(b), b);
  if (left == nullptr || right == nullptr)
    return make_error(errc::not_found, "pid not registered");
  if (a == b)
    return caf::none;  // a link to oneself changes nothing
  left->links.add(b);
  right->links.add(a);
  return caf::none;
}

void names::unlink(process_id a, process_id b) {
  const two_shards lock{shard_of(a), shard_of(b)};
  if (record* left = find_in(shard_of(a), a))
    left->links.remove(b);
  if (record* right = find_in(shard_of(b), b))
    right->links.remove(a);
}

caf::error names::register_name(std::string_view name, process_id who) {
  shard& home = shard_of(who);
  const std::lock_guard lock{home.guard};
  record* owner = find_in(home, who);
  if (owner == nullptr)
    return make_error(errc::not_found, "pid not registered");
  const std::lock_guard names_lock{names_guard_};
  const auto [at, added] = by_name_.try_emplace(std::string{name}, who);
  if (!added && is_free(at->second))
    at->second = who;
  else if (!added)
    return at->second == who ? caf::error{} : make_error(errc::already_exists, "name already registered");
  owner->names.emplace_back(name);
  return caf::none;
}

process_id names::lookup(std::string_view name) const {
  const std::lock_guard lock{names_guard_};
  const auto found = by_name_.find(std::string{name});
  return found == by_name_.end() || is_free(found->second) ? process_id{} : found->second;
}

bool names::unregister_name(std::string_view name) {
  const process_id who = lookup(name);
  if (!who)
    return false;
  shard& home = shard_of(who);
  const std::lock_guard lock{home.guard};
  if (record* owner = find_in(home, who))
    std::erase(owner->names, name);
  const std::lock_guard names_lock{names_guard_};
  const auto found = by_name_.find(std::string{name});
  if (found == by_name_.end() || !(found->second == who))
    return false;  // freed, or taken by another, meanwhile
  by_name_.erase(found);
  return true;
}

names::relations names::remove(process_id who) {
  record gone;
  {
    shard& home = shard_of(who);
    const std::lock_guard lock{home.guard};
    const auto at = home.records.find(who.number);
    if (at == home.records.end())
      return {};
    gone = std::move(at->second);
    home.records.erase(at);
    const std::lock_guard names_lock{names_guard_};
    if (gone.names.size() > names_at_once) {
      unswept_.insert(who.number);
    } else {
      for (const std::string& name : gone.names)
        by_name_.erase(name);
      gone.names.clear();
    }
  }
  const auto forget = [&](process_id other, id_set record::*list) {
    shard& home = shard_of(other);
    const std::lock_guard lock{home.guard};
    if (record* peer = find_in(home, other))
      (peer->*list).remove(who);
  };
  for (const process_id target : gone.watching)
    forget(target, &record::watchers);
  for (const process_id watcher : gone.watchers)
    forget(watcher, &record::watching);
  for (const process_id peer : gone.links)
    forget(peer, &record::links);
  return {gone.watchers.take(), gone.links.take(), std::move(gone.names)};
}

void names::sweep(process_id who, const std::vector<std::string>& held) {
  for (size_t done = 0; done < held.size();) {
    const std::lock_guard lock{names_guard_};
    for (const size_t end = std::min(held.size(), done + names_at_once); done < end; ++done)
      if (const auto found = by_name_.find(held[done]); found != by_name_.end() && found->second == who)
        by_name_.erase(found);
  }
  if (!held.empty()) {
    const std::lock_guard lock{names_guard_};
    unswept_.erase(who.number);
  }
}

std::vector<process_ptr> names::living(const std::string* host) const {
  std::vector<process_ptr> found;
  for (shard& each : shards_) {
    const std::lock_guard lock{each.guard};
    for (const auto& [number, entry] : each.records)
      if (entry.who && (host == nullptr || entry.who->id().host == host))
        found.push_back(entry.who);
  }
  return found;
}

size_t names::count() const {
  size_t total = 0;
  for (shard& each : shards_) {
    const std::lock_guard lock{each.guard};
    total += static_cast<size_t>(std::count_if(each.records.begin(), each.records.end(), [](const auto& item) { return static_cast<bool>(item.second.who); }));
  }
  return total;
}

names::figures names::count_all() const {
  figures total;
  for (shard& each : shards_) {
    const std::lock_guard lock{each.guard};
    for (const auto& [number, entry] : each.records) {
      total.processes += entry.who ? 1 : 0;
      total.monitors += entry.watchers.size();
      total.links += entry.links.size();
    }
  }
  total.links /= 2;  // both ends know of one
  const std::lock_guard lock{names_guard_};
  total.names = by_name_.size();
  return total;
}

}  // namespace troupe::actors
