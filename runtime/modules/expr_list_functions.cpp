#include "config/limits.hpp"
#include "runtime/modules/expr_call.hpp"

#include <algorithm>
#include <unordered_map>

namespace troupe::runtime::modules {

namespace {

void flatten_into(const document::list& items, document::list& to, int depth) {
  for (const document& each : items)
    if (each.as_list() != nullptr && depth < limits::value_depth_max)
      flatten_into(*each.as_list(), to, depth + 1);
    else
      to.push_back(each);
}

}  // namespace

std::string expr_length(const expr_call& c) {
  if (const std::string* text = c.text(0))
    return c.give(document{static_cast<int64_t>(expr_length(*text))});
  if (const document::list* items = c.at(0).as_list())
    return c.give(document{static_cast<int64_t>(items->size())});
  if (const document::map* members = c.at(0).as_map())
    return c.give(document{static_cast<int64_t>(members->size())});
  return c.refuse(0);
}

std::string expr_rearrange(const expr_call& c) {
  const document::list* items = c.items(0);
  if (items == nullptr)
    return c.refuse(0);
  document::list made;
  if (c.name == "flatten") {
    flatten_into(*items, made, 0);
  } else if (c.name == "reverse") {
    made.assign(items->rbegin(), items->rend());
  } else if (c.name == "uniq") {
    // Equal values have equal texts; what has not is compared in full.
    std::unordered_multimap<std::string, size_t> seen;
    for (const document& each : *items) {
      const std::string key = expr_text_of(each);
      const auto [from, to] = seen.equal_range(key);
      if (std::none_of(from, to, [&](const auto& known) { return made[known.second] == each; })) {
        seen.emplace(key, made.size());
        made.push_back(each);
      }
    }
  } else {  // sort
    made = *items;
    bool descending = false;
    if (c.count() > 1) {
      const std::string* order = c.text(1);
      if (order == nullptr || (*order != "asc" && *order != "desc"))
        return "invalid order, expected asc or desc";
      descending = *order == "desc";
    }
    for (const document& each : made)
      if (!compare_expr(made.front(), each))
        return "cannot sort: items have no order";
    std::stable_sort(made.begin(), made.end(), [descending](const document& a, const document& b) {
      const int order = compare_expr(a, b).value_or(0);
      return descending ? order > 0 : order < 0;
    });
  }
  return c.give(document{std::move(made)});
}

std::string expr_concat(const expr_call& c) {
  document::list made;
  for (size_t i = 0; i < c.count(); ++i) {
    const document::list* items = c.items(i);
    if (items == nullptr)
      return c.refuse(i);
    made.insert(made.end(), items->begin(), items->end());
  }
  return c.give(document{std::move(made)});
}

std::string expr_pick(const expr_call& c) {
  const document::list* items = c.items(0);
  if (items == nullptr)
    return c.refuse(0);
  if (c.name == "take") {
    const auto n = c.whole(1);
    if (!n || *n < 0)
      return c.refuse(1);
    return c.give(document{document::list{items->begin(), items->begin() + std::min<int64_t>(*n, static_cast<int64_t>(items->size()))}});
  }
  return c.give(items->empty() ? document{} : c.name == "first" ? items->front() : items->back());
}

std::string expr_parts_of_map(const expr_call& c) {
  const document::map* members = c.at(0).as_map();
  if (members == nullptr)
    return c.refuse(0);
  document::list made;
  for (const auto& [key, value] : *members)
    if (c.name == "keys")
      made.emplace_back(key);
    else if (c.name == "values")
      made.push_back(value);
    else
      made.emplace_back(document::list{document{key}, value});
  return c.give(document{std::move(made)});
}

std::string expr_from_pairs(const expr_call& c) {
  const document::list* items = c.items(0);
  if (items == nullptr)
    return c.refuse(0);
  document made{document::map{}};
  for (const document& each : *items) {
    const document::list* pair = each.as_list();
    if (pair == nullptr || pair->size() != 2 || (*pair)[0].is_list() || (*pair)[0].is_map())
      return "invalid pair: expected an array of key and value";
    made.set((*pair)[0].scalar_text(), (*pair)[1]);
  }
  return c.give(std::move(made));
}

std::string expr_get(const expr_call& c) {
  const document& base = c.at(0);
  if (base.as_map() != nullptr) {
    const document* found = c.at(1).as_string() != nullptr ? base.find(*c.at(1).as_string()) : nullptr;
    return c.give(found == nullptr ? document{} : document{*found});
  }
  const auto n = c.whole(1);
  if (base.as_list() == nullptr || !n)
    return c.give({});
  const auto size = static_cast<int64_t>(base.as_list()->size());
  const int64_t at = *n < 0 ? *n + size : *n;
  return c.give(at < 0 || at >= size ? document{} : document{(*base.as_list())[static_cast<size_t>(at)]});
}

// `count(list)` counts what is true.
std::string expr_count_true(const expr_call& c) {
  const document::list* items = c.items(0);
  if (items == nullptr)
    return c.refuse(0);
  return c.give(document{static_cast<int64_t>(
    std::count_if(items->begin(), items->end(), [](const document& each) { return each.as_bool() != nullptr && *each.as_bool(); }))});
}

}  // namespace troupe::runtime::modules
