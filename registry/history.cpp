#include "registry/history.hpp"

#include "registry/transaction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

namespace troupe::registry {

version_number known_versions::head() const {
  const std::shared_lock lock{guard_};
  return head_;
}

version_number known_versions::next_number() const {
  const std::shared_lock lock{guard_};
  return next_;
}

version_ptr known_versions::get(version_number number) const {
  const std::shared_lock lock{guard_};
  const auto found = versions_.find(number);
  return found == versions_.end() ? nullptr : found->second;
}

std::vector<version_ptr> known_versions::versions() const {
  const std::shared_lock lock{guard_};
  std::vector<version_ptr> out;
  for (const auto& [number, each] : versions_)
    out.push_back(each);
  return out;
}

void known_versions::know(version_ptr made) {
  const std::unique_lock lock{guard_};
  next_ = std::max(next_, made->number + 1);
  versions_[made->number] = std::move(made);
}

void known_versions::advance(version_ptr made, keeps what) {
  const std::unique_lock lock{guard_};
  TROUPE_ASSERT(made->number == next_ && versions_.contains(made->parent));
  if (what == keeps::newest)
    std::erase_if(versions_, [](const auto& each) { return each.first != 0; });
  head_ = made->number;
  next_ = made->number + 1;
  versions_.emplace(made->number, std::move(made));
}

void known_versions::point_to(version_number head) {
  const std::unique_lock lock{guard_};
  TROUPE_ASSERT(versions_.contains(head));
  head_ = head;
}

namespace {

class memory_history final : public known_versions {
public:
  using known_versions::keeps;

  explicit memory_history(keeps what) : keeps_(what) {
    auto first = std::make_shared<version>();
    first->made_at = std::chrono::system_clock::now();
    know(std::move(first));
  }

  caf::error append(version_ptr made) override {
    advance(std::move(made), keeps_);
    return {};
  }

  caf::error move_head(version_number head) override {
    if (get(head) == nullptr)
      return make_error(errc::not_found, "version not found");
    point_to(head);
    return {};
  }

private:
  const keeps keeps_;
};

}  // namespace

std::unique_ptr<history> make_memory_history() {
  return std::make_unique<memory_history>(memory_history::keeps::all);
}

std::unique_ptr<history> make_no_history() {
  return std::make_unique<memory_history>(memory_history::keeps::newest);
}

caf::expected<std::vector<version_ptr>> path_from_root(const history& tree, version_number number) {
  std::vector<version_ptr> path;
  while (number != 0) {
    version_ptr each = tree.get(number);
    if (each == nullptr || each->parent >= number)
      return make_error(errc::not_found, "version not found");
    number = each->parent;
    path.push_back(std::move(each));
  }
  std::reverse(path.begin(), path.end());
  return path;
}

namespace {

// What a change set of the files means once the files have been read anew: whatever they say now.
snapshot as_in_files(const change_set& changes, const snapshot& state, const snapshot& files) {
  entry_changes now;
  for (const operation& each : changes)
    now[each.item->id] = files.get(each.item->id);
  return state.with(now);
}

}  // namespace

caf::expected<snapshot> replay(const history& tree, version_number number, const snapshot& baseline) {
  diagnostics unused;
  return replay(tree, number, baseline, {}, unused);
}

caf::expected<snapshot> replay(const history& tree, version_number number, const snapshot& baseline,
                               const replay_options& how, diagnostics& findings) {
  const auto path = path_from_root(tree, number);
  if (!path)
    return path.error();
  snapshot state = baseline;
  for (const version_ptr& each : *path) {
    const bool of_files = each->source == change_source::files;
    if (of_files && each->number < how.first_own) {
      state = as_in_files(each->changes, state, baseline);
      continue;
    }
    const auto changes = expand_dependencies(each->changes, state, of_files ? nullptr : how.modules, findings);
    if (!changes)
      return with_context(changes.error(), fmt::format("version v{}", each->number));
    auto next = simulate(*changes, state);
    if (!next)
      return with_context(next.error(), fmt::format("version v{}", each->number));
    state = std::move(*next);
  }
  return state;
}

version_ptr newest_child(const history& tree, version_number parent) {
  version_ptr newest;
  for (const version_ptr& each : tree.versions())
    if (each->number != 0 && each->parent == parent && (!newest || newest->number < each->number))
      newest = each;
  return newest;
}

caf::expected<snapshot> rebuild(const history& tree, version_number number) {
  if (tree.get(number) == nullptr)
    return make_error(errc::not_found, "version not found");
  auto state = replay(tree, number, snapshot{});
  if (!state)
    return make_error(errc::internal, message_of(state.error()));
  return state;
}

}  // namespace troupe::registry
