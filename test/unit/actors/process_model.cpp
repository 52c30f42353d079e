#include "test/unit/actors/process_model.hpp"

#include <fmt/format.h>

namespace troupe::test {

std::string process_model::pid(uint64_t number) {
  return fmt::format("{{app:host|0x{:05x}}}", number);
}

void process_model::clear_step() {
  said_.clear();
  ended_.clear();
}

uint64_t process_model::begin(std::string entry) {
  const uint64_t who = ++last_;
  said_[who].others.push_back("begin " + entry);
  living[who].entry = std::move(entry);
  return who;
}

// Whoever is linked and does not trap ends too; monitors hear of each.
void process_model::end(uint64_t who, model_end how) {
  std::deque<std::pair<uint64_t, model_end>> ends;
  ends.emplace_back(who, std::move(how));
  while (!ends.empty()) {
    const auto [dead, why] = ends.front();
    ends.pop_front();
    const auto found = living.find(dead);
    if (found == living.end())
      continue;
    const model_process gone = found->second;
    living.erase(found);
    ended_.insert(dead);
    std::erase_if(names_, [dead = dead](const auto& each) { return each.second == dead; });
    for (auto& [number, each] : living)
      each.watchers.erase(dead);
    for (const uint64_t watcher : gone.watchers)
      event(watcher, fmt::format("pid.exit {} {}", pid(dead), why.text));
    for (const uint64_t peer : gone.links) {
      const auto linked = living.find(peer);
      if (linked == living.end())
        continue;
      linked->second.links.erase(dead);
      if (!why.failed)
        continue;
      if (linked->second.trap)
        event(peer, fmt::format("pid.link.down {} {}", pid(dead), why.text));
      else
        ends.emplace_back(peer, model_end{true, "error linked process failed"});
    }
  }
}

void process_model::event(uint64_t to, std::string text) {
  const auto found = living.find(to);
  if (found == living.end())
    return;
  if (found->second.deaf)
    found->second.unread_events.push_back(std::move(text));
  else
    said_[to].events.insert("event " + text);
}

void process_model::cancel(uint64_t who, uint64_t by, const std::string& reason) {
  event(who, fmt::format("pid.cancel {} {}", pid(by), reason));
}

void process_model::message(uint64_t to, const std::string& text) {
  model_process& receiver = living.at(to);
  if (receiver.deaf)
    receiver.unread_messages.push_back(text);
  else
    said_[to].messages.push_back("msg " + text);
}

void process_model::set_deaf(uint64_t who, bool deaf) {
  model_process& which = living.at(who);
  which.deaf = deaf;
  if (deaf)
    return;
  for (const std::string& each : which.unread_events)
    said_[who].events.insert("event " + each);
  for (const std::string& each : which.unread_messages)
    said_[who].messages.push_back("msg " + each);
  which.unread_events.clear();
  which.unread_messages.clear();
}

void process_model::upgrade(uint64_t who, std::string entry) {
  model_process& which = living.at(who);
  if (!entry.empty())
    which.entry = std::move(entry);
  which.trap = which.late = false;
  said_[who].others.push_back("begin " + which.entry);
  set_deaf(who, false);
}

// ---- relations and names ------------------------------------------------------------------------------------------------------

std::string process_model::link(uint64_t a, uint64_t b) {
  if (!lives(b))
    return "error Internal pid not registered";
  if (a != b) {
    living.at(a).links.insert(b);
    living.at(b).links.insert(a);
  }
  return "true";
}

std::string process_model::unlink(uint64_t a, uint64_t b) {
  living.at(a).links.erase(b);
  if (lives(b))
    living.at(b).links.erase(a);
  return "true";
}

std::string process_model::monitor(uint64_t watcher, uint64_t target) {
  if (!lives(target))
    return "error Internal pid not registered";
  return living.at(target).watchers.insert(watcher).second ? "true" : "error Internal already monitoring pid";
}

std::string process_model::unmonitor(uint64_t watcher, uint64_t target) {
  if (lives(target))
    living.at(target).watchers.erase(watcher);
  return "true";
}

std::string process_model::register_name(const std::string& name, uint64_t who) {
  if (!lives(who))
    return "error NotFound process not found";
  const auto [at, added] = names_.try_emplace(name, who);
  return added || at->second == who ? "true" : "error AlreadyExists name already registered";
}

std::string process_model::unregister_name(const std::string& name) {
  return names_.erase(name) != 0 ? "true" : "false";
}

uint64_t process_model::holder(const std::string& name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? 0 : found->second;
}

}  // namespace troupe::test
