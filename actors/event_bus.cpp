#include "actors/event_bus.hpp"

#include "actors/names.hpp"

namespace troupe::actors {

namespace {

bool fits(std::string_view pattern, std::string_view text) noexcept {
  if (!pattern.ends_with('*'))
    return pattern == text;
  pattern.remove_suffix(1);
  return text.starts_with(pattern);
}

runtime::value encode(std::string_view system, std::string_view kind, std::string_view path, const document& data) {
  document event{document::map{}};
  event.set("system", document{system});
  event.set("kind", document{kind});
  event.set("path", document{path});
  if (!data.is_null())
    event.set("data", data);
  return runtime::to_value(event);
}

}  // namespace

void event_bus::subscribe(process_id who, runtime::ticket number, std::string system, std::string kind, std::string topic) {
  const std::lock_guard lock{guard_};
  subscriber& own = all_[who.number];
  own.who = who;
  own.wants.push_back({number, std::move(system), kind.empty() ? "*" : std::move(kind), std::move(topic)});
  add_to_count(1);
}

void event_bus::unsubscribe(process_id who, runtime::ticket number) {
  const std::lock_guard lock{guard_};
  const auto found = all_.find(who.number);
  if (found == all_.end())
    return;
  add_to_count(-static_cast<ptrdiff_t>(std::erase_if(found->second.wants, [&](const subscription& each) { return each.number == number; })));
  if (found->second.wants.empty())
    all_.erase(found);
}

void event_bus::forget(process_id who) {
  const std::lock_guard lock{guard_};
  const auto found = all_.find(who.number);
  if (found == all_.end())
    return;
  add_to_count(-static_cast<ptrdiff_t>(found->second.wants.size()));
  all_.erase(found);
}

void event_bus::send(const names& table, std::string_view system, std::string_view kind, std::string_view path, const document& data) {
  if (subscriptions() == 0)
    return;
  std::vector<std::pair<process_id, std::string>> wanted;
  {
    const std::lock_guard lock{guard_};
    for (const auto& [number, each] : all_)
      for (const subscription& one : each.wants)
        if (fits(one.system, system) && fits(one.kind, kind))
          wanted.emplace_back(each.who, one.topic);
  }
  if (wanted.empty())
    return;
  const runtime::value body = encode(system, kind, path, data);
  for (auto& [who, topic] : wanted)
    if (const process_ptr to = table.find(who)) {
      auto letter = std::make_unique<runtime::message>();
      letter->topic = std::move(topic);
      letter->body = body;
      to->offer(std::move(letter));
    }
}

}  // namespace troupe::actors
