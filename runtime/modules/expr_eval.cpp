#include "runtime/modules/expr_evaluation.hpp"

#include "config/limits.hpp"

#include <algorithm>

namespace troupe::runtime::modules {

namespace {

const document nothing;

}  // namespace

bool expr_evaluation::eval(const expr_node& node, operand& to) {
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

bool expr_evaluation::name(const expr_node& node, operand& to) {
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

bool expr_evaluation::element(const expr_node& node, operand& to) {
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

bool expr_evaluation::truth(const expr_node& node, bool& to) {
  operand value;
  if (!eval(node, value))
    return false;
  const bool* known = value.get().as_bool();
  if (known == nullptr)
    return fail(node, fmt::format("non-bool expression (type {}) used as condition", expr_type(value.get())));
  to = *known;
  return true;
}

bool expr_evaluation::whole(const expr_node& node, int64_t& to) {
  operand value;
  if (!eval(node, value))
    return false;
  const int64_t* known = value.get().as_integer();
  if (known == nullptr)
    return fail(node, fmt::format("cannot use {} as an index", expr_type(value.get())));
  to = *known;
  return true;
}

bool expr_evaluation::unary(const expr_node& node, operand& to) {
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

bool expr_evaluation::binary(const expr_node& node, operand& to) {
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

bool expr_evaluation::choice(const expr_node& node, operand& to) {
  bool value = false;
  return truth(*node.children[0], value) && eval(*node.children[value ? 1 : 2], to);
}

bool expr_evaluation::list(const expr_node& node, operand& to) {
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

bool expr_evaluation::map(const expr_node& node, operand& to) {
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

bool expr_evaluation::let(const expr_node& node, operand& to) {
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

bool expr_evaluation::chain(const expr_node& node, operand& to) {
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

bool expr_evaluation::member(const expr_node& step, operand& to) {
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

bool expr_evaluation::slice(const expr_node& step, operand& to) {
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

bool expr_evaluation::call(const expr_node& node, operand& to) {
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
  expr_evaluation self{input};
  operand value;
  if (!self.eval(root, value))
    return self.problem().empty() ? "evaluation failed" : self.problem();
  result = value.take();
  return {};
}

}  // namespace troupe::runtime::modules
