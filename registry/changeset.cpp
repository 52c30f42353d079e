#include "registry/changeset.hpp"

#include "config/errc.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace troupe::registry {

namespace {

bool makes(const operation& change) noexcept {
  return change.kind != action::remove;
}

// Positions of the operations on each id, in the order given.
std::map<entry_id, std::vector<size_t>> by_id(const change_set& operations) {
  std::map<entry_id, std::vector<size_t>> out;
  for (size_t i = 0; i < operations.size(); ++i)
    out[operations[i].item->id].push_back(i);
  return out;
}

// Removals first, then by id, then as given.
std::vector<size_t> preference(const change_set& operations) {
  std::vector<size_t> order(operations.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    if (makes(operations[a]) != makes(operations[b]))
      return !makes(operations[a]);
    return operations[a].item->id < operations[b].item->id;
  });
  std::vector<size_t> rank(operations.size());
  for (size_t i = 0; i < order.size(); ++i)
    rank[order[i]] = i;
  return rank;
}

// What was there may hold on to what goes: the one that holds is dealt with first.
void add_removal_edges(const change_set& operations,
                       const std::map<entry_id, std::vector<size_t>>& ids, const snapshot& before,
                       const reference_extractor& extract,
                       std::vector<std::vector<size_t>>& waits_for) {
  std::vector<const entry*> old;
  std::vector<size_t> position;
  for (const auto& [id, positions] : ids)
    if (const entry* present = before.find(id)) {
      old.push_back(present);
      position.push_back(positions.front());
    }
  const auto needs = dependencies_within(old, extract);
  for (size_t i = 0; i < old.size(); ++i)
    for (const size_t needed : needs[i]) {
      const std::vector<size_t>& of_needed = ids.at(old[needed]->id);
      if (of_needed.size() == 1 && !makes(operations[of_needed.front()]))
        waits_for[of_needed.front()].push_back(position[i]);
    }
}

std::map<entry_id, entry_ptr> last_by_id(const std::vector<entry_ptr>& entries) {
  std::map<entry_id, entry_ptr> out;
  for (const entry_ptr& item : entries)
    out[item->id] = item;
  return out;
}

void add_difference(change_set& out, const entry_ptr& before, const entry_ptr& after) {
  if (before == after || (before && after && *before == *after))
    return;
  const bool other_kind = before && after && before->kind != after->kind;
  if (before && (!after || other_kind))
    out.push_back({action::remove, before});
  if (after)
    out.push_back({before && !other_kind ? action::update : action::create, after});
}

}  // namespace

operation operation::remove(const entry_id& id) {
  auto gone = std::make_shared<entry>();
  gone->id = id;
  return {action::remove, std::move(gone)};
}

std::string_view action_name(action kind) noexcept {
  switch (kind) {
    case action::create: return "entry.create";
    case action::update: return "entry.update";
    case action::remove: break;
  }
  return "entry.delete";
}

change_set in_dependency_order(change_set operations, const snapshot& before,
                               const reference_extractor& extract) {
  if (operations.size() < 2)
    return operations;
  const auto ids = by_id(operations);
  std::vector<std::vector<size_t>> waits_for(operations.size());
  std::vector<const entry*> made;
  std::vector<size_t> position;
  for (const auto& [id, positions] : ids) {
    for (size_t i = 1; i < positions.size(); ++i)
      waits_for[positions[i]].push_back(positions[i - 1]);
    for (const size_t i : positions)
      if (makes(operations[i])) {
        made.push_back(operations[i].item.get());
        position.push_back(i);
      }
  }
  const auto needs = dependencies_within(made, extract);
  for (size_t i = 0; i < made.size(); ++i)
    for (const size_t needed : needs[i])
      waits_for[position[i]].push_back(position[needed]);
  if (made.size() != operations.size())
    add_removal_edges(operations, ids, before, extract, waits_for);
  change_set out;
  out.reserve(operations.size());
  for (const size_t i : topological_order(waits_for, preference(operations)))
    out.push_back(std::move(operations[i]));
  return out;
}

change_set build_delta(const std::vector<entry_ptr>& from, const std::vector<entry_ptr>& to,
                       const reference_extractor& extract) {
  const auto before = last_by_id(from);
  const auto after = last_by_id(to);
  change_set out;
  for (const auto& [id, item] : before)
    if (!after.contains(id))
      add_difference(out, item, nullptr);
  for (const auto& [id, item] : after) {
    const auto old = before.find(id);
    add_difference(out, old == before.end() ? nullptr : old->second, item);
  }
  return in_dependency_order(std::move(out), snapshot{}.with(before), extract);
}

change_set difference(const snapshot& from, const snapshot& to) {
  change_set out;
  from.each([&](const entry_ptr& item) {
    if (!to.contains(item->id))
      add_difference(out, item, nullptr);
  });
  to.each([&](const entry_ptr& item) { add_difference(out, from.get(item->id), item); });
  return out;
}

change_set referring_to_removed(const change_set& operations, const snapshot& before, const reference_extractor& extract) {
  std::set<entry_id> made, gone;
  for (const operation& each : operations)
    (makes(each) ? made : gone).insert(each.item->id);
  for (const entry_id& id : made)
    gone.erase(id);  // another kind under the same name
  change_set found;
  if (gone.empty())
    return found;
  std::set<std::string, std::less<>> gone_variables;  // by public name, as placeholders know them
  for (const entry_id& id : gone)
    if (const entry* was = before.find(id); was != nullptr && was->kind == "env.variable")
      gone_variables.emplace(string_field(*was, "variable"));
  const auto is_gone = [&](const reference& each) {
    return (each.to == reference::target::entry && gone.contains(each.id))
           || (each.to == reference::target::variable && (gone.contains(each.id) || gone_variables.contains(each.id.name)));
  };
  before.each([&](const entry_ptr& item) {
    if (made.contains(item->id) || gone.contains(item->id))
      return;
    for (const reference& each : extract(*item))
      if (is_gone(each)) {
        found.push_back({action::update, item});
        return;
      }
  });
  return found;
}

change_set inverse(const change_set& operations, const snapshot& before) {
  change_set out;
  entry_changes seen;
  for (const operation& change : operations) {
    const entry_id& id = change.item->id;
    const auto touched = seen.find(id);
    const entry_ptr old = touched == seen.end() ? before.get(id) : touched->second;
    TROUPE_ASSERT(old != nullptr || change.kind == action::create);
    switch (change.kind) {
      case action::create: out.push_back({action::remove, change.item}); break;
      case action::update: out.push_back({action::update, old}); break;
      case action::remove: out.push_back({action::create, old}); break;
    }
    seen[id] = makes(change) ? change.item : nullptr;
  }
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace troupe::registry
