#include "registry/history.hpp"

#include "registry/transaction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace troupe::registry {

namespace {

class memory_history final : public history {
public:
  memory_history() {
    auto first = std::make_shared<version>();
    first->made_at = std::chrono::system_clock::now();
    versions_.emplace(0, std::move(first));
  }

  caf::error append(version_ptr made) override {
    TROUPE_ASSERT(made->number == next_number() && versions_.contains(made->parent));
    head_ = made->number;
    versions_.emplace(made->number, std::move(made));
    return {};
  }

  caf::error move_head(version_number head) override {
    if (!versions_.contains(head))
      return make_error(errc::not_found, "version not found");
    head_ = head;
    return {};
  }

  version_number head() const override { return head_; }
  version_number next_number() const override { return versions_.rbegin()->first + 1; }

  version_ptr get(version_number number) const override {
    const auto found = versions_.find(number);
    return found == versions_.end() ? nullptr : found->second;
  }

  std::vector<version_ptr> versions() const override {
    std::vector<version_ptr> out;
    for (const auto& [number, each] : versions_)
      out.push_back(each);
    return out;
  }

private:
  std::map<version_number, version_ptr> versions_;
  version_number head_ = 0;
};

}  // namespace

std::unique_ptr<history> make_memory_history() {
  return std::make_unique<memory_history>();
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

caf::expected<snapshot> replay(const history& tree, version_number number,
                               const snapshot& baseline) {
  const auto path = path_from_root(tree, number);
  if (!path)
    return path.error();
  snapshot state = baseline;
  for (const version_ptr& each : *path) {
    auto next = simulate(each->changes, state);
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
