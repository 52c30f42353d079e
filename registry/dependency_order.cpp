#include "registry/dependency_order.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <queue>
#include <unordered_map>

namespace troupe::registry {

namespace {

// Finds the entries of a set that a reference means.
class target_index {
public:
  explicit target_index(std::span<const entry* const> set) : set_(set) {
    by_id_.reserve(set.size());
    for (size_t i = 0; i < set.size(); ++i)
      by_id_.insert_or_assign(&set[i]->id, i);
  }

  void add_targets(const reference& to, std::vector<size_t>& out) {
    if (to.to == reference::target::entry) {
      if (const auto found = by_id_.find(&to.id); found != by_id_.end())
        out.push_back(found->second);
      return;
    }
    if (!grouped_)
      group();
    if (to.to == reference::target::variable) {
      const auto named = by_variable_.find(to.id.name);
      if (named != by_variable_.end())
        out.push_back(named->second);
      else if (const auto found = by_id_.find(&to.id); found != by_id_.end())
        out.push_back(found->second);
      return;
    }
    const auto& index = to.to == reference::target::name_space ? by_namespace_ : by_group_;
    if (const auto found = index.find(to.id.name); found != index.end())
      out.insert(out.end(), found->second.begin(), found->second.end());
  }

private:
  struct hash_target {
    size_t operator()(const entry_id* id) const noexcept { return std::hash<entry_id>{}(*id); }
  };
  struct same_target {
    bool operator()(const entry_id* a, const entry_id* b) const noexcept { return *a == *b; }
  };

  void group() {
    grouped_ = true;
    for (size_t i = 0; i < set_.size(); ++i) {
      by_namespace_[set_[i]->id.ns].push_back(i);
      if (set_[i]->kind == "env.variable")
        if (const std::string_view name = string_field(*set_[i], "variable"); !name.empty())
          by_variable_.emplace(name, i);
      const document* groups = set_[i]->meta.find("groups");
      if (groups == nullptr)
        continue;
      const auto add = [&](const document& node) {
        if (const std::string* name = node.as_string())
          by_group_[*name].push_back(i);
      };
      add(*groups);
      if (const document::list* items = groups->as_list())
        for (const document& item : *items)
          add(item);
    }
  }

  std::span<const entry* const> set_;
  std::unordered_map<const entry_id*, size_t, hash_target, same_target> by_id_;
  bool grouped_ = false;
  std::unordered_map<std::string, std::vector<size_t>> by_namespace_;
  std::unordered_map<std::string, std::vector<size_t>> by_group_;
  std::unordered_map<std::string, size_t> by_variable_;  // by public name
};

constexpr size_t unvisited = std::numeric_limits<size_t>::max();

// Tarjan's algorithm with its own stack: for each node the number of its strongly connected component.
class components {
public:
  explicit components(const std::vector<std::vector<size_t>>& graph)
      : graph_(graph),
        of_(graph.size(), unvisited),
        order_(graph.size(), unvisited),
        low_(graph.size(), 0) {
    for (size_t node = 0; node < graph.size(); ++node)
      if (order_[node] == unvisited)
        visit(node);
  }

  const std::vector<size_t>& of() const { return of_; }
  size_t count() const { return count_; }

private:
  struct frame {
    size_t node;
    size_t next_edge;
  };

  void enter(size_t node) {
    order_[node] = low_[node] = clock_++;
    path_.push_back(node);
    calls_.push_back({node, 0});
  }

  void visit(size_t root) {
    enter(root);
    while (!calls_.empty()) {
      frame& top = calls_.back();
      const size_t node = top.node;
      if (top.next_edge < graph_[node].size()) {
        const size_t next = graph_[node][top.next_edge++];
        if (order_[next] == unvisited)
          enter(next);
        else if (of_[next] == unvisited)
          low_[node] = std::min(low_[node], order_[next]);
        continue;
      }
      calls_.pop_back();
      if (!calls_.empty())
        low_[calls_.back().node] = std::min(low_[calls_.back().node], low_[node]);
      if (low_[node] == order_[node])
        close(node);
    }
  }

  void close(size_t root) {
    size_t node;
    do {
      node = path_.back();
      path_.pop_back();
      of_[node] = count_;
    } while (node != root);
    ++count_;
  }

  const std::vector<std::vector<size_t>>& graph_;
  std::vector<size_t> of_, order_, low_, path_;
  std::vector<frame> calls_;
  size_t clock_ = 0;
  size_t count_ = 0;
};

}  // namespace

std::vector<std::vector<size_t>> dependencies_within(std::span<const entry* const> set,
                                                     const reference_extractor& extract) {
  target_index index{set};
  std::vector<std::vector<size_t>> out(set.size());
  for (size_t i = 0; i < set.size(); ++i) {
    for (const reference& to : extract(*set[i]))
      index.add_targets(to, out[i]);
    std::sort(out[i].begin(), out[i].end());
    out[i].erase(std::unique(out[i].begin(), out[i].end()), out[i].end());
    std::erase(out[i], i);
  }
  return out;
}

std::vector<size_t> topological_order(const std::vector<std::vector<size_t>>& dependencies,
                                      const std::vector<size_t>& rank) {
  const components parts{dependencies};
  const std::vector<size_t>& part_of = parts.of();
  std::vector<std::vector<size_t>> members(parts.count());
  std::vector<std::vector<size_t>> dependents(parts.count());
  std::vector<size_t> waiting(parts.count(), 0);
  std::vector<size_t> part_rank(parts.count(), unvisited);
  for (size_t node = 0; node < dependencies.size(); ++node) {
    const size_t part = part_of[node];
    members[part].push_back(node);
    part_rank[part] = std::min(part_rank[part], rank[node]);
    for (const size_t needed : dependencies[node])
      if (part_of[needed] != part) {
        dependents[part_of[needed]].push_back(part);
        ++waiting[part];
      }
  }
  const auto later = [&](size_t a, size_t b) { return part_rank[a] > part_rank[b]; };
  std::priority_queue<size_t, std::vector<size_t>, decltype(later)> ready{later};
  for (size_t part = 0; part < parts.count(); ++part)
    if (waiting[part] == 0)
      ready.push(part);
  std::vector<size_t> out;
  out.reserve(dependencies.size());
  while (!ready.empty()) {
    const size_t part = ready.top();
    ready.pop();
    std::sort(members[part].begin(), members[part].end(),
              [&](size_t a, size_t b) { return rank[a] < rank[b]; });
    out.insert(out.end(), members[part].begin(), members[part].end());
    for (const size_t dependent : dependents[part])
      if (--waiting[dependent] == 0)
        ready.push(dependent);
  }
  return out;
}

std::vector<size_t> dependency_order(std::span<const entry* const> set,
                                     const reference_extractor& extract) {
  std::vector<size_t> by_id(set.size());
  std::iota(by_id.begin(), by_id.end(), size_t{0});
  std::stable_sort(by_id.begin(), by_id.end(),
                   [&](size_t a, size_t b) { return set[a]->id < set[b]->id; });
  std::vector<size_t> rank(set.size());
  for (size_t i = 0; i < by_id.size(); ++i)
    rank[by_id[i]] = i;
  return topological_order(dependencies_within(set, extract), rank);
}

}  // namespace troupe::registry
