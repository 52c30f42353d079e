// Functions with a predicate: `filter(list, # > 1)` and the like.
#include "runtime/modules/expr_evaluation.hpp"

#include <algorithm>

namespace troupe::runtime::modules {

namespace {

constexpr size_t all = static_cast<size_t>(-1);

const document::list no_items;

}  // namespace

// An empty map is what becomes of an empty table, which may have been meant as a list.
const document::list* expr_evaluation::items_of(const expr_node& node, const document& value) {
  if (value.as_list() != nullptr)
    return value.as_list();
  if (value.as_map() != nullptr && value.as_map()->empty())
    return &no_items;
  fail(node, fmt::format("builtin {} takes only array (got {})", node.text, expr_type(value)));
  return nullptr;
}

// Evaluates the predicate for each item until `visit(index, value)` answers false. False if an evaluation failed.
template <class Visit>
bool expr_evaluation::each(const expr_node& predicate, const document::list& items, Visit visit) {
  frames_.push_back({});
  bool good = true;
  for (size_t i = 0; i < items.size(); ++i) {
    frames_.back().item = &items[i];
    frames_.back().index = static_cast<int64_t>(i);
    operand value;
    good = eval(predicate, value);
    if (!good || !visit(i, value))
      break;
  }
  frames_.pop_back();
  return good && problem_.empty();
}

bool expr_evaluation::with_predicate(const expr_node& node, operand& to) {
  operand subject;
  if (!eval(*node.children[0], subject))
    return false;
  const document::list* items = items_of(node, subject.get());
  if (items == nullptr)
    return false;
  const std::string& what = node.text;
  if (what == "all" || what == "any" || what == "none" || what == "one" || what == "count")
    return count_matches(node, *items, to);
  if (what.starts_with("find"))
    return search(node, *items, to);
  if (what == "groupBy" || what == "countBy")
    return group(node, *items, to);
  if (what == "sortBy")
    return sort_by(node, *items, to);
  return what == "reduce" ? reduce(node, *items, to) : collect(node, *items, to);
}

bool expr_evaluation::count_matches(const expr_node& node, const document::list& items, operand& to) {
  const std::string& what = node.text;
  int64_t matching = 0;
  int64_t seen = 0;
  const bool good = each(*node.children[1], items, [&](size_t, const operand& value) {
    const bool* truth = value.get().as_bool();
    if (truth == nullptr)
      return fail(*node.children[1], fmt::format("predicate should return boolean (got {})", expr_type(value.get())));
    ++seen;
    matching += *truth ? 1 : 0;
    return what == "all" ? *truth : what == "any" || what == "none" ? !*truth : what != "one" || matching < 2;
  });
  if (!good)
    return false;
  if (what == "count")
    return answer(to, document{matching});
  return answer(to, document{what == "all"    ? matching == seen
                             : what == "any"  ? matching > 0
                             : what == "none" ? matching == 0
                                              : matching == 1});
}

bool expr_evaluation::search(const expr_node& node, const document::list& items, operand& to) {
  const bool from_end = node.text.starts_with("findLast");
  const bool index_wanted = node.text.ends_with("Index");
  size_t found = all;
  const bool good = each(*node.children[1], items, [&](size_t i, const operand& value) {
    const bool* truth = value.get().as_bool();
    if (truth == nullptr)
      return fail(*node.children[1], fmt::format("predicate should return boolean (got {})", expr_type(value.get())));
    if (*truth)
      found = i;
    return from_end || !*truth;
  });
  if (!good)
    return false;
  if (index_wanted)
    return answer(to, found == all ? document{int64_t{-1}} : document{static_cast<int64_t>(found)});
  return answer(to, found == all ? document{} : document{items[found]});
}

// filter, map, sum.
bool expr_evaluation::collect(const expr_node& node, const document::list& items, operand& to) {
  document::list made;
  document sum{int64_t{0}};
  const bool good = each(*node.children[1], items, [&](size_t i, operand& value) {
    if (node.text == "map") {
      made.push_back(value.take());
      return true;
    }
    if (node.text == "sum") {
      document next;
      const std::string why = value.get().is_number() ? apply_expr_operator("+", sum, value.get(), next) : "cannot sum what is no number";
      sum = std::move(next);
      return why.empty() || fail(*node.children[1], why);
    }
    const bool* truth = value.get().as_bool();
    if (truth == nullptr)
      return fail(*node.children[1], fmt::format("predicate should return boolean (got {})", expr_type(value.get())));
    if (*truth)
      made.push_back(items[i]);
    return true;
  });
  return good && answer(to, node.text == "sum" ? std::move(sum) : document{std::move(made)});
}

bool expr_evaluation::group(const expr_node& node, const document::list& items, operand& to) {
  document groups{document::map{}};
  const bool good = each(*node.children[1], items, [&](size_t i, const operand& key) {
    if (key.get().is_list() || key.get().is_map())
      return fail(*node.children[1], fmt::format("cannot group by {}", expr_type(key.get())));
    const std::string name = key.get().is_null() ? "nil" : key.get().scalar_text();
    document* of = groups.find(name);
    if (of == nullptr)
      of = &groups.set(name, node.text == "groupBy" ? document{document::list{}} : document{int64_t{0}});
    if (document::list* members = of->as_list())
      members->push_back(items[i]);
    else
      *of = document{*of->as_integer() + 1};
    return true;
  });
  return good && answer(to, std::move(groups));
}

bool expr_evaluation::sort_by(const expr_node& node, const document::list& items, operand& to) {
  bool descending = false;
  if (node.children.size() > 2) {
    operand order;
    if (!eval(*node.children[2], order))
      return false;
    const std::string* word = order.get().as_string();
    if (word == nullptr || (*word != "asc" && *word != "desc"))
      return fail(*node.children[2], "invalid order, expected asc or desc");
    descending = *word == "desc";
  }
  std::vector<std::pair<document, size_t>> keys;
  if (!each(*node.children[1], items, [&](size_t i, operand& key) {
        if (i > 0 && !compare_expr(keys.front().first, key.get()))
          return fail(*node.children[1], "cannot sort: keys have no order");
        keys.emplace_back(key.take(), i);
        return true;
      }))
    return false;
  std::stable_sort(keys.begin(), keys.end(), [descending](const auto& a, const auto& b) {
    const int order = compare_expr(a.first, b.first).value_or(0);
    return descending ? order > 0 : order < 0;
  });
  document::list sorted;
  sorted.reserve(keys.size());
  for (const auto& [key, i] : keys)
    sorted.push_back(items[i]);
  return answer(to, document{std::move(sorted)});
}

bool expr_evaluation::reduce(const expr_node& node, const document::list& items, operand& to) {
  document accumulated;
  size_t first = 0;
  if (node.children.size() > 2) {
    operand initial;
    if (!eval(*node.children[2], initial))
      return false;
    accumulated = initial.take();
  } else {
    if (items.empty())
      return fail(node, "reduce of empty array with no initial value");
    accumulated = items.front();
    first = 1;
  }
  for (size_t i = first; i < items.size(); ++i) {
    frames_.push_back({&items[i], static_cast<int64_t>(i), &accumulated});
    operand value;
    const bool good = eval(*node.children[1], value);
    frames_.pop_back();
    if (!good)
      return false;
    accumulated = value.take();
  }
  return answer(to, std::move(accumulated));
}

}  // namespace troupe::runtime::modules
