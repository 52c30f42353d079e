#include "runtime/syntax/static_types.hpp"

#include <algorithm>

namespace troupe::syntax {

namespace {

constexpr int depth_max = 20;  // types may be written in terms of each other

struct builtin {
  std::string_view name;
  uint8_t possible;
};

constexpr builtin builtins[] = {{"nil", kinds::nil},       {"boolean", kinds::boolean}, {"number", kinds::number},
                                {"integer", kinds::number}, {"string", kinds::string},   {"table", kinds::table}};

const builtin* find_builtin(std::string_view name) {
  const auto* found = std::find_if(std::begin(builtins), std::end(builtins), [&](const builtin& each) { return each.name == name; });
  return found == std::end(builtins) ? nullptr : found;
}

known_value exactly(uint8_t possible, const type* declared) {
  return {possible, true, declared, nullptr, nullptr};
}

}  // namespace

std::string text_of_kinds(uint8_t possible) {
  constexpr std::pair<uint8_t, std::string_view> words[] = {
    {kinds::boolean, "boolean"}, {kinds::number, "number"},     {kinds::string, "string"}, {kinds::table, "table"},
    {kinds::function, "function"}, {kinds::other, "object"}, {kinds::nil, "nil"}};
  if (possible == kinds::all)
    return "any";
  std::string text;
  for (const auto& [bit, word] : words)
    if ((possible & bit) != 0)
      text += (text.empty() ? "" : " or ") + std::string{word};
  return text;
}

static_types::static_types(const symbols& names, const chunk& what) : names_(names) {
  for (const type_declaration* each : what.types) {
    const bool plain = each->parameters.empty() && each->definition != nullptr;
    const auto [place, fresh] = declared_.emplace(each->name.id, plain ? each->definition : nullptr);
    if (!fresh)
      place->second = nullptr;
  }
}

void static_types::open(std::span<const type_parameter> parameters) {
  for (const type_parameter& each : parameters)
    parameters_.push_back(each.name.id);
}

void static_types::close(std::span<const type_parameter> parameters) {
  parameters_.resize(parameters_.size() - parameters.size());
}

const type* static_types::declaration_of(const named_type& t) const {
  if (t.path.size() != 1 || !t.arguments.empty())
    return nullptr;
  const symbol name = t.path[0].id;
  if (std::find(parameters_.begin(), parameters_.end(), name) != parameters_.end())
    return nullptr;
  const auto found = declared_.find(name);
  return found == declared_.end() ? nullptr : found->second;
}

const type* static_types::resolve(const type* t) const {
  for (int depth = 0; t != nullptr && depth < depth_max; ++depth)
    if (t->kind == type_kind::annotated)
      t = static_cast<const annotated_type*>(t)->inner;
    else if (t->kind != type_kind::named)
      return t;
    else if (const type* next = declaration_of(*static_cast<const named_type*>(t)))
      t = next;
    else
      return t;
  return nullptr;
}

known_value static_types::value_of_name(const named_type& t, int depth) const {
  if (t.path.size() != 1 || !t.arguments.empty())
    return {};
  const symbol name = t.path[0].id;
  if (declared_.contains(name) || std::find(parameters_.begin(), parameters_.end(), name) != parameters_.end()) {
    const type* definition = declaration_of(t);
    return definition == nullptr ? known_value{} : value_of(definition, depth + 1);
  }
  if (t.target != nullptr)
    return {};
  const builtin* found = find_builtin(names_.text(name));
  return found == nullptr ? known_value{} : exactly(found->possible, &t);
}

known_value static_types::value_of(const type* t, int depth) const {
  if (t == nullptr || depth > depth_max)
    return {};
  switch (t->kind) {
    case type_kind::literal:
      switch (static_cast<const literal_type*>(t)->token) {
        case token_kind::kw_nil: return exactly(kinds::nil, t);
        case token_kind::kw_true:
        case token_kind::kw_false: return exactly(kinds::boolean, t);
        case token_kind::string: return exactly(kinds::string, t);
        default: return exactly(kinds::number, t);
      }
    case type_kind::named: return value_of_name(*static_cast<const named_type*>(t), depth);
    case type_kind::array:
    case type_kind::map: return exactly(kinds::table, t);
    case type_kind::record:
      return static_cast<const record_type*>(t)->is_interface ? known_value{} : exactly(kinds::table, t);
    case type_kind::function: return exactly(kinds::function, t);
    case type_kind::annotated: return value_of(static_cast<const annotated_type*>(t)->inner, depth + 1);
    case type_kind::optional: {
      known_value inner = value_of(static_cast<const optional_type*>(t)->inner, depth + 1);
      inner.possible |= kinds::nil;
      return inner;
    }
    case type_kind::union_of: {
      known_value all = exactly(0, t);
      for (const type* each : static_cast<const combined_type*>(t)->members) {
        const known_value one = value_of(each, depth + 1);
        if (!one.certain)
          return {};
        all.possible |= one.possible;
      }
      return all;
    }
    case type_kind::intersection: {
      known_value all = exactly(kinds::all, t);
      for (const type* each : static_cast<const combined_type*>(t)->members) {
        const known_value one = value_of(each, depth + 1);
        if (!one.certain)
          return {};
        all.possible &= one.possible;
      }
      return all;
    }
    default: return {};
  }
}

const type* static_types::field_of(const type* record, symbol name, bool& sure) const {
  record = resolve(record);
  sure = false;
  if (record == nullptr)
    return nullptr;
  if (record->kind == type_kind::record) {
    const auto& made = *static_cast<const record_type*>(record);
    sure = !made.is_interface;
    for (const record_field& each : made.fields)
      if (each.name.id == name) {
        sure = sure && !each.optional;
        return each.value;
      }
    return nullptr;
  }
  if (record->kind != type_kind::intersection)
    return nullptr;
  bool all_sure = true;
  for (const type* each : static_cast<const combined_type*>(record)->members) {
    bool one_sure = false;
    if (const type* found = field_of(each, name, one_sure)) {
      sure = one_sure;
      return found;
    }
    all_sure = all_sure && one_sure;
  }
  sure = all_sure;
  return nullptr;
}

std::string static_types::text_of(const type* t) const {
  if (t == nullptr)
    return "any";
  switch (t->kind) {
    case type_kind::literal: return std::string{static_cast<const literal_type*>(t)->text.empty()
                                                  ? spelling(static_cast<const literal_type*>(t)->token)
                                                  : static_cast<const literal_type*>(t)->text};
    case type_kind::named: {
      std::string text;
      for (const name_ref& each : static_cast<const named_type*>(t)->path)
        text += (text.empty() ? "" : ".") + std::string{names_.text(each.id)};
      return text;
    }
    case type_kind::array: return "{" + text_of(static_cast<const array_type*>(t)->element) + "}";
    case type_kind::map:
      return "{[" + text_of(static_cast<const map_type*>(t)->key) + "]: " + text_of(static_cast<const map_type*>(t)->value) + "}";
    case type_kind::record: {
      std::string text;
      for (const record_field& each : static_cast<const record_type*>(t)->fields)
        text += (text.empty() ? "{" : ", ") + std::string{names_.text(each.name.id)} + (each.optional ? "?" : "");
      return text.empty() ? "{}" : text + "}";
    }
    case type_kind::function: return "function";
    case type_kind::optional: return text_of(static_cast<const optional_type*>(t)->inner) + "?";
    case type_kind::annotated: return text_of(static_cast<const annotated_type*>(t)->inner);
    case type_kind::union_of:
    case type_kind::intersection: {
      std::string text;
      for (const type* each : static_cast<const combined_type*>(t)->members)
        text += (text.empty() ? "" : t->kind == type_kind::union_of ? " | " : " & ") + text_of(each);
      return text;
    }
    default: return "the declared type";
  }
}

}  // namespace troupe::syntax
