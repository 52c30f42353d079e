#include "registry/expansion.hpp"

#include "registry/linker.hpp"
#include "registry/references.hpp"
#include "registry/transaction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace troupe::registry {

namespace {

// Modules that want each other in ever other versions do not settle.
constexpr unsigned loads_max = 16;

bool is_dependency(const entry& which) noexcept {
  return which.kind == "ns.dependency";
}

std::string component_of(const entry& dependency) {
  return std::string{string_field(dependency, "data.component")};
}

std::string constraint_of(const entry& dependency) {
  const document* written = find_field(dependency, "data.version");
  return written == nullptr ? std::string{} : written->scalar_text();
}

std::string_view module_of(const entry& which) noexcept {
  return which.module.empty() ? string_field(which, "meta.module") : std::string_view{which.module};
}

bool same(const entry_ptr& a, const entry_ptr& b) {
  return a == b || (a != nullptr && b != nullptr && *a == *b);
}

// The modules that somebody's dependencies lead to, from the app's own and from those of modules that `stands` keeps.
template <class Stands>
std::set<std::string> needed_modules(const snapshot& entries, const Stands& stands) {
  std::map<std::string, std::vector<std::string>> asks;
  for (const entry_ptr& each : entries.of_kind("ns.dependency"))
    asks[std::string{module_of(*each)}].push_back(component_of(*each));
  std::set<std::string> reached;
  std::vector<std::string> open;
  const auto visit = [&](const std::string& owner) {
    if (const auto found = asks.find(owner); found != asks.end())
      for (const std::string& each : found->second)
        if (reached.insert(each).second)
          open.push_back(each);
  };
  for (const auto& [owner, components] : asks)
    if (owner.empty() || stands(owner))
      visit(owner);
  while (!open.empty()) {
    const std::string next = std::move(open.back());
    open.pop_back();
    visit(next);
  }
  return reached;
}

class expansion {
public:
  expansion(const snapshot& before, const snapshot& asked, module_source& source, diagnostics& findings)
    : asked_(asked),
      state_(asked),
      collectable_(needed_modules(before, [](const std::string&) { return false; })),
      source_(source),
      findings_(findings) {}

  void note(const entry_id& id, const entry_ptr& before, const entry_ptr& after) {
    explicit_.insert(id);
    note_dependency(before, after);
  }

  bool nothing_to_do() const noexcept { return pending_.empty(); }

  // False after an error in the findings.
  bool run() {
    while (!pending_.empty()) {
      const std::string module = pending_.extract(pending_.begin()).value();
      if (is_needed(module)) {
        if (!load(module))
          return false;
        continue;
      }
      installed_.erase(module);
      if (collectable_.contains(module) || loads_.contains(module))
        replace(module, {});
    }
    link();
    return !findings_.has_errors();
  }

  // What leads from the state that was asked for to the one with its modules.
  change_set further() const {
    entry_changes from;
    for (const auto& [id, item] : laid_)
      from[id] = asked_.get(id);
    return difference(snapshot{}.with(from), snapshot{}.with(laid_));
  }

private:
  // A changed dependency concerns the modules that it named and names.
  void note_dependency(const entry_ptr& before, const entry_ptr& after) {
    if (same(before, after))
      return;
    for (const entry_ptr& each : {before, after})
      if (each != nullptr && is_dependency(*each))
        pending_.insert(component_of(*each));
  }

  // Modules that nobody asked for before stand by themselves: the lock lists them.
  bool is_needed(const std::string& module) const {
    return needed_modules(state_, [this](const std::string& owner) { return !collectable_.contains(owner) && !loads_.contains(owner); })
      .contains(module);
  }

  bool load(const std::string& module) {
    std::vector<wanted_version> wanted;
    for (const entry_ptr& each : state_.of_kind("ns.dependency"))
      if (component_of(*each) == module)
        wanted.push_back({each->id, each->mark, constraint_of(*each)});
    if (!is_module_name(module)) {
      findings_.error(wanted.front().mark, wanted.front().by, fmt::format("field \"component\": \"{}\" is no module", module),
                      "write it like \"org/module\"");
      return false;
    }
    if (++loads_[module] > loads_max) {
      findings_.error(wanted.front().mark, wanted.front().by, fmt::format("the versions that modules want of {} never settle", module),
                      "let them agree on a version");
      return false;
    }
    auto loaded = source_.load(module, wanted, findings_);
    if (!loaded || findings_.has_errors())
      return false;
    installed_.insert(module);
    return replace(module, std::move(*loaded));
  }

  // The module's entries are now these.
  bool replace(const std::string& module, std::vector<entry> entries) {
    entry_changes changes;
    state_.each([&](const entry_ptr& each) {
      if (module_of(*each) == module && !explicit_.contains(each->id))
        changes[each->id] = nullptr;
    });
    for (entry& each : entries) {
      if (explicit_.contains(each.id))
        continue;
      const entry* present = state_.find(each.id);
      if (present != nullptr && module_of(*present) != module) {
        const std::string_view owner = module_of(*present);
        findings_.error(each.mark, each.id,
                        fmt::format("module {} defines it, and so does {}", module, owner.empty() ? "the app" : owner),
                        "one of them has to go first, or to be called otherwise");
        return false;
      }
      const entry_id id = each.id;
      changes[id] = std::make_shared<const entry>(std::move(each));
    }
    for (const auto& [id, item] : changes)
      note_dependency(state_.get(id), item);
    lay(changes);
    return true;
  }

  void lay(const entry_changes& changes) {
    for (const auto& [id, item] : changes)
      laid_[id] = item;
    state_ = state_.with(changes);
  }

  // Values for the requirements of what was loaded. They may go to entries of others, as they do at boot.
  void link() {
    if (installed_.empty())
      return;
    std::vector<entry> entries;
    std::set<entry_id> present, targets;
    state_.each([&](const entry_ptr& each) {
      const bool loaded = installed_.contains(std::string{module_of(*each)});
      if (!loaded && !is_dependency(*each))
        return;
      entries.push_back(*each);
      present.insert(each->id);
      if (loaded && each->kind == "ns.requirement")
        add_targets(*each, targets);
    });
    for (const entry_id& each : targets)
      if (const entry* found = present.contains(each) ? nullptr : state_.find(each))
        entries.push_back(*found);
    link_options how;
    how.without_value = severity::error;
    how.of_interest = [this](const entry& each) { return installed_.contains(std::string{module_of(each)}); };
    link_requirements(entries, findings_, how);
    source_.override_linked(entries, findings_);
    entry_changes changed;
    for (entry& each : entries)
      if (const entry* was = state_.find(each.id); !(*was == each)) {
        const entry_id id = each.id;
        changed[id] = std::make_shared<const entry>(std::move(each));
      }
    lay(changed);
  }

  static void add_targets(const entry& requirement, std::set<entry_id>& out) {
    const document* list = find_field(requirement, "targets");
    if (list == nullptr || !list->is_list())
      return;
    for (const document& each : *list->as_list())
      if (const document* named = each.find("entry"))
        out.insert(resolve_reference(named->scalar_text(), requirement.id.ns));
  }

  const snapshot& asked_;
  snapshot state_;
  const std::set<std::string> collectable_;  // needed before
  module_source& source_;
  diagnostics& findings_;
  std::set<entry_id> explicit_;
  std::set<std::string> pending_;
  std::set<std::string> installed_;
  std::map<std::string, unsigned> loads_;
  entry_changes laid_;
};

bool may_concern(const operation& change, const snapshot& before) {
  if (change.kind != action::remove && is_dependency(*change.item))
    return true;
  const entry* present = before.find(change.item->id);
  return present != nullptr && is_dependency(*present);
}

}  // namespace

caf::expected<change_set> expand_dependencies(const change_set& operations, const snapshot& before, module_source* source,
                                              diagnostics& findings) {
  if (source == nullptr
      || std::none_of(operations.begin(), operations.end(), [&](const operation& each) { return may_concern(each, before); }))
    return operations;
  const auto asked = simulate(operations, before);
  if (!asked)
    return asked.error();
  diagnostics own;
  expansion work{before, *asked, *source, own};
  for (const operation& each : operations)
    work.note(each.item->id, before.get(each.item->id), asked->get(each.item->id));
  if (work.nothing_to_do())
    return operations;
  const bool done = work.run();
  const caf::error problem = own.failure();
  findings.add(std::move(own));
  if (!done || problem)
    return with_context(problem, "dependency resolution failed");
  change_set out = operations;
  change_set further = work.further();
  out.insert(out.end(), std::make_move_iterator(further.begin()), std::make_move_iterator(further.end()));
  return out;
}

}  // namespace troupe::registry
