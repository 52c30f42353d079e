#include "runtime/modules/expr_eval.hpp"

#include "config/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace troupe::runtime::modules {

namespace {

constexpr size_t all = static_cast<size_t>(-1);

const document nothing;
const document::list no_items;

class evaluation {
public:
  explicit evaluation(const expr_input& input) : input_(input) {}

  // False, and `problem` says why, if there is no value.
  bool eval(const expr_node& node, operand& to);

  const std::string& problem() const noexcept { return problem_; }

private:
  // What `#` means in the innermost predicate.
  struct frame {
    const document* item = nullptr;
    int64_t index = 0;
    const document* accumulated = nullptr;
  };
  struct variable {
    const std::string* name;
    document value;
  };

  bool fail(const expr_node& node, std::string_view why) {
    if (problem_.empty())
      problem_ = fmt::format("{} {}", why, expr_place(input_.source, node.at));
    return false;
  }
  bool answer(operand& to, document value) {
    to = operand{std::move(value)};
    return true;
  }
  bool settle(const expr_node& node, std::string why, operand& to, document value) {
    return why.empty() ? answer(to, std::move(value)) : fail(node, why);
  }

  bool name(const expr_node& node, operand& to);
  bool element(const expr_node& node, operand& to);
  bool unary(const expr_node& node, operand& to);
  bool binary(const expr_node& node, operand& to);
  bool choice(const expr_node& node, operand& to);
  bool list(const expr_node& node, operand& to);
  bool map(const expr_node& node, operand& to);
  bool chain(const expr_node& node, operand& to);
  bool member(const expr_node& step, operand& to);
  bool slice(const expr_node& step, operand& to);
  bool let(const expr_node& node, operand& to);
  bool call(const expr_node& node, operand& to);

  bool truth(const expr_node& node, bool& to);
  bool whole(const expr_node& node, int64_t& to);
  const document::list* items_of(const expr_node& node, const document& value);

  // ---- functions with a predicate ----------------------------------------------------------------------------------------
  template <class Visit>
  bool each(const expr_node& predicate, const document::list& items, Visit visit);
  bool with_predicate(const expr_node& node, operand& to);
  bool search(const expr_node& node, const document::list& items, operand& to);
  bool count_matches(const expr_node& node, const document::list& items, operand& to);
  bool collect(const expr_node& node, const document::list& items, operand& to);
  bool group(const expr_node& node, const document::list& items, operand& to);
  bool sort_by(const expr_node& node, const document::list& items, operand& to);
  bool reduce(const expr_node& node, const document::list& items, operand& to);

  const expr_input& input_;
  std::string problem_;
  std::vector<frame> frames_;
  std::deque<variable> variables_;  // values on the way point into it
  size_t steps_ = 0;
};

bool evaluation::eval(const expr_node& node, operand& to) {
  if (++steps_ > limits::expr_steps_max)
    return fail(node, "expression takes too many steps");
  switch (node.kind) {
    case expr_kind::constant: to = operand{&node.value}; return true;
    case expr_kind::name: return name(node, to);
    case expr_kind::element: return element(node, to);
    case expr_kind::unary: return unary(node, to);
    case expr_kind::binary: return binary(node, to);
    case expr_kind::choice: return choice(node, to);
    case expr_kind::list: return list(node, to);
    case expr_kind::map: return map(node, to);
    case expr_kind::chain: return chain(node, to);
    case expr_kind::let: return let(node, to);
    case expr_kind::call: return call(node, to);
    case expr_kind::member:
    case expr_kind::slice: break;  // steps of a chain
  }
  return fail(node, "invalid expression");
}

// ---- leaves --------------------------------------------------------------------------------------------------------------

bool evaluation::name(const expr_node& node, operand& to) {
  const auto found = std::find_if(variables_.rbegin(), variables_.rend(), [&](const variable& known) { return *known.name == node.text; });
  if (found != variables_.rend())
    to = operand{&found->value};
  else if (const document* known = input_.environment.find(node.text))
    to = operand{known};
  else if (node.text == "$env")
    to = operand{&input_.environment};
  else
    to = operand{&nothing};
  return true;
}

bool evaluation::element(const expr_node& node, operand& to) {
  const frame& here = frames_.back();
  if (node.text == "index")
    return answer(to, document{here.index});
  if (node.text != "acc")
    to = operand{here.item};
  else if (here.accumulated != nullptr)
    to = operand{here.accumulated};
  else
    return fail(node, "#acc is known in reduce only");
  return true;
}

// ---- operators -----------------------------------------------------------------------------------------------------------

bool evaluation::truth(const expr_node& node, bool& to) {
  operand value;
  if (!eval(node, value))
    return false;
  const bool* known = value.get().as_bool();
  if (known == nullptr)
    return fail(node, fmt::format("non-bool expression (type {}) used as condition", expr_type(value.get())));
  to = *known;
  return true;
}

bool evaluation::whole(const expr_node& node, int64_t& to) {
  operand value;
  if (!eval(node, value))
    return false;
  const int64_t* known = value.get().as_integer();
  if (known == nullptr)
    return fail(node, fmt::format("cannot use {} as an index", expr_type(value.get())));
  to = *known;
  return true;
}

bool evaluation::unary(const expr_node& node, operand& to) {
  if (node.text == "not") {
    bool value = false;
    return truth(*node.children[0], value) && answer(to, document{!value});
  }
  if (!eval(*node.children[0], to))
    return false;
  const document& value = to.get();
  if (!value.is_number())
    return fail(node, fmt::format("invalid operation: {} (mismatched type {})", node.text, expr_type(value)));
  if (node.text == "+")
    return true;
  document zero{int64_t{0}};
  document result;
  if (const double* number = value.as_double())
    result = document{-*number};
  else
    apply_expr_operator("-", zero, value, result);
  return answer(to, std::move(result));
}

bool evaluation::binary(const expr_node& node, operand& to) {
  const std::string& op = node.text;
  if (op == "and" || op == "&&" || op == "or" || op == "||") {
    bool value = false;
    if (!truth(*node.children[0], value))
      return false;
    const bool stops_at = op == "or" || op == "||";
    if (value != stops_at && !truth(*node.children[1], value))
      return false;
    return answer(to, document{value});
  }
  if (!eval(*node.children[0], to))
    return false;
  if (op == "??")
    return !to.get().is_null() || eval(*node.children[1], to);
  operand right;
  if (!eval(*node.children[1], right))
    return false;
  document result;
  std::string why = apply_expr_operator(op, to.get(), right.get(), result);
  if (const document::list* made = result.as_list())
    steps_ += made->size();
  return settle(node, std::move(why), to, std::move(result));
}

bool evaluation::choice(const expr_node& node, operand& to) {
  bool value = false;
  return truth(*node.children[0], value) && eval(*node.children[value ? 1 : 2], to);
}

bool evaluation::list(const expr_node& node, operand& to) {
  document::list items;
  items.reserve(node.children.size());
  for (const expr_ptr& child : node.children) {
    operand item;
    if (!eval(*child, item))
      return false;
    items.push_back(item.take());
  }
  return answer(to, document{std::move(items)});
}

bool evaluation::map(const expr_node& node, operand& to) {
  document made{document::map{}};
  for (size_t i = 0; i + 1 < node.children.size(); i += 2) {
    operand key;
    operand value;
    if (!eval(*node.children[i], key) || !eval(*node.children[i + 1], value))
      return false;
    if (key.get().as_string() == nullptr && !key.get().is_number())
      return fail(*node.children[i], fmt::format("a {} cannot be a key", expr_type(key.get())));
    made.set(key.get().scalar_text(), value.take());
  }
  return answer(to, std::move(made));
}

bool evaluation::let(const expr_node& node, operand& to) {
  operand value;
  if (!eval(*node.children[0], value))
    return false;
  variables_.push_back({&node.text, value.take()});
  const bool good = eval(*node.children[1], to);
  if (good && to.borrowed())
    to = operand{to.take()};  // it may be the variable's
  variables_.pop_back();
  return good;
}

// ---- members -------------------------------------------------------------------------------------------------------------

bool evaluation::chain(const expr_node& node, operand& to) {
  if (!eval(*node.children[0], to))
    return false;
  for (size_t i = 1; i < node.children.size(); ++i) {
    const expr_node& step = *node.children[i];
    if (step.optional && to.get().is_null())
      return true;
    if (!(step.kind == expr_kind::slice ? slice(step, to) : member(step, to)))
      return false;
  }
  return true;
}

bool evaluation::member(const expr_node& step, operand& to) {
  operand key;
  if (!eval(*step.children[0], key))
    return false;
  const document& base = to.get();
  const document& wanted = key.get();
  if (base.as_map() != nullptr) {
    const document* found = base.find(wanted.as_string() != nullptr ? *wanted.as_string() : wanted.scalar_text());
    if (found == nullptr)
      return answer(to, {});
    to = to.borrowed() ? operand{found} : operand{document{*found}};
    return true;
  }
  const int64_t* place = wanted.as_integer();
  if (place == nullptr || (base.as_list() == nullptr && base.as_string() == nullptr))
    return fail(step, fmt::format("cannot fetch {} from {}", wanted.scalar_text(), expr_type(base)));
  const size_t size = base.as_list() != nullptr ? base.as_list()->size() : expr_length(*base.as_string());
  const int64_t index = *place < 0 ? *place + static_cast<int64_t>(size) : *place;
  if (index < 0 || index >= static_cast<int64_t>(size))
    return fail(step, fmt::format("index out of range: {} (array length is {})", *place, size));
  const auto at = static_cast<size_t>(index);
  if (base.as_list() == nullptr)
    return answer(to, document{expr_characters(*base.as_string(), at, at + 1)});
  const document& found = (*base.as_list())[at];
  to = to.borrowed() ? operand{&found} : operand{document{found}};
  return true;
}

bool evaluation::slice(const expr_node& step, operand& to) {
  const document& base = to.get();
  if (base.as_list() == nullptr && base.as_string() == nullptr)
    return fail(step, fmt::format("cannot slice {}", expr_type(base)));
  const auto size = static_cast<int64_t>(base.as_list() != nullptr ? base.as_list()->size() : expr_length(*base.as_string()));
  int64_t from = 0;
  int64_t until = size;
  if ((step.children[0] && !whole(*step.children[0], from)) || (step.children[1] && !whole(*step.children[1], until)))
    return false;
  const auto inside = [size](int64_t n) { return std::clamp<int64_t>(n < 0 ? n + size : n, 0, size); };
  from = inside(from);
  until = std::max(inside(until), from);
  if (const std::string* text = base.as_string())
    return answer(to, document{expr_characters(*text, static_cast<size_t>(from), static_cast<size_t>(until))});
  const document::list& items = *base.as_list();
  return answer(to, document{document::list{items.begin() + from, items.begin() + until}});
}

// ---- functions -----------------------------------------------------------------------------------------------------------

bool evaluation::call(const expr_node& node, operand& to) {
  const expr_signature& known = *find_expr_function(node.text);
  if (known.predicate != 0 && node.children.size() >= known.predicate)
    return with_predicate(node, to);
  std::vector<operand> arguments(node.children.size());
  for (size_t i = 0; i < arguments.size(); ++i)
    if (!eval(*node.children[i], arguments[i]))
      return false;
  document result;
  std::string why = call_expr_function(node.text, arguments, input_.now, result);
  if (const document::list* made = result.as_list())
    steps_ += made->size();
  else if (const std::string* text = result.as_string())
    steps_ += text->size() / 64;
  return settle(node, std::move(why), to, std::move(result));
}

// An empty map is what becomes of an empty table, which may have been meant as a list.
const document::list* evaluation::items_of(const expr_node& node, const document& value) {
  if (value.as_list() != nullptr)
    return value.as_list();
  if (value.as_map() != nullptr && value.as_map()->empty())
    return &no_items;
  fail(node, fmt::format("builtin {} takes only array (got {})", node.text, expr_type(value)));
  return nullptr;
}

// Evaluates the predicate for each item until `visit(index, value)` answers false. False if an evaluation failed.
template <class Visit>
bool evaluation::each(const expr_node& predicate, const document::list& items, Visit visit) {
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

bool evaluation::with_predicate(const expr_node& node, operand& to) {
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

bool evaluation::count_matches(const expr_node& node, const document::list& items, operand& to) {
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

bool evaluation::search(const expr_node& node, const document::list& items, operand& to) {
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
bool evaluation::collect(const expr_node& node, const document::list& items, operand& to) {
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

bool evaluation::group(const expr_node& node, const document::list& items, operand& to) {
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

bool evaluation::sort_by(const expr_node& node, const document::list& items, operand& to) {
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

bool evaluation::reduce(const expr_node& node, const document::list& items, operand& to) {
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

}  // namespace

size_t expr_length(std::string_view text) noexcept {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

std::string_view expr_characters(std::string_view text, size_t from, size_t to) noexcept {
  const auto offset = [&](size_t character) {
    size_t at = 0;
    for (; at < text.size(); ++at)
      if ((static_cast<unsigned char>(text[at]) & 0xc0U) != 0x80 && character-- == 0)
        break;
    return at;
  };
  const size_t begin = offset(from);
  return text.substr(begin, offset(to) - begin);
}

std::string evaluate_expr(const expr_node& root, const expr_input& input, document& result) {
  evaluation self{input};
  operand value;
  if (!self.eval(root, value))
    return self.problem().empty() ? "evaluation failed" : self.problem();
  result = value.take();
  return {};
}

}  // namespace troupe::runtime::modules
