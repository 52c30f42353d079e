#include "registry/reload.hpp"

#include <set>

namespace troupe::registry {

namespace {

bool same(const entry_ptr& a, const entry_ptr& b) {
  return a == b || (a && b && *a == *b);
}

}  // namespace

reload_plan plan_reload(const snapshot& base, const snapshot& files, const snapshot& current, conflict_rule rule) {
  std::set<entry_id> ids;
  for (const snapshot* each : {&base, &files, &current})
    each->each([&](const entry_ptr& item) { ids.insert(item->id); });
  reload_plan plan;
  entry_changes wanted;
  for (const entry_id& id : ids) {
    const entry_ptr was = base.get(id), now = files.get(id), here = current.get(id);
    if (same(was, now)) {
      plan.kept += same(was, here) ? 0 : 1;
      continue;
    }
    if (same(now, here))
      continue;
    const bool conflict = !same(was, here);
    if (conflict)
      plan.conflicts.push_back({id, was, now, here});
    if (!conflict || rule == conflict_rule::files_win)
      wanted[id] = now;
  }
  plan.operations = difference(current, current.with(wanted));
  return plan;
}

}  // namespace troupe::registry
