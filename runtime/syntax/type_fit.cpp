#include "runtime/syntax/type_fit.hpp"

#include "runtime/syntax/literals.hpp"

namespace troupe::syntax {

namespace {

constexpr int depth_max = 30;  // of types inside each other

}  // namespace

bool is_multiple(const expression& e) {
  return e.kind == expression_kind::call || e.kind == expression_kind::vararg;
}

position start_of(const expression* e) {
  while (has_left(*e))
    e = left_of(*e);
  return e->where;
}

// What of the value the type excludes, or 0.
uint8_t type_fit::excess(const known_value& v, const type* to) const {
  const known_value target = types_.value_of(to);
  return v.certain && target.certain ? static_cast<uint8_t>(v.possible & ~target.possible) : uint8_t{0};
}

// Checks a value against a type; `what` begins the message: "'x' is declared string".
void type_fit::check(const expression* e, const known_value& v, const type* to, const std::string& what, std::string_view code) {
  if (const uint8_t wrong = excess(v, to)) {
    const bool only_nil = wrong == kinds::nil && v.possible != kinds::nil;
    problems_.note(start_of(e),
                   what + " " + types_.text_of(to) + ", but this "
                     + (only_nil ? "may be nil; test it first, or declare " + types_.text_of(to) + "?"
                                 : "is " + text_of_kinds(v.possible) + "; change one of them"),
                   code);
    return;
  }
  const type* target = types_.resolve(to);
  if (target == nullptr || v.made == nullptr)
    return;
  if (target->kind == type_kind::optional)
    target = types_.resolve(static_cast<const optional_type*>(target)->inner);
  if (target == nullptr)
    return;
  if (v.made->kind == expression_kind::table)
    return constructor_fits(static_cast<const table_expression&>(*v.made), target, code);
  if (!could_be_literal(*v.made, to, 0))
    problems_.note(start_of(e), what + " " + types_.text_of(target) + ", but this is another value; write one of those", code);
}

// False if the type consists of literals and none of them is this one.
bool type_fit::could_be_literal(const expression& e, const type* t, int depth) const {
  t = types_.resolve(t);
  if (t == nullptr || depth > depth_max || (e.kind != expression_kind::string && e.kind != expression_kind::number))
    return true;
  switch (t->kind) {
    case type_kind::literal: {
      const auto& wanted = static_cast<const literal_type&>(*t);
      if ((wanted.token == token_kind::string) != (e.kind == expression_kind::string))
        return wanted.token == token_kind::number && e.kind == expression_kind::number;
      return wanted.token != token_kind::string
             || decode_string(wanted.text) == decode_string(static_cast<const literal_expression&>(e).text);
    }
    case type_kind::optional: return could_be_literal(e, static_cast<const optional_type*>(t)->inner, depth + 1);
    case type_kind::union_of:
      for (const type* each : static_cast<const combined_type*>(t)->members)
        if (could_be_literal(e, each, depth + 1) && excess(known_.infer(&e), each) == 0)
          return true;
      return false;
    default: return true;
  }
}

void type_fit::constructor_fits(const table_expression& made, const type* to, std::string_view code) {
  for (const table_field& each : made.fields) {
    const type* wanted = nullptr;
    std::string what;
    if (to->kind == type_kind::array && each.kind == table_field_kind::item) {
      if (&each == &made.fields.back() && is_multiple(*each.value))
        continue;
      wanted = static_cast<const array_type*>(to)->element;
      what = "the elements are declared";
    } else if (to->kind == type_kind::map && each.kind != table_field_kind::item) {
      wanted = static_cast<const map_type*>(to)->value;
      what = "the values of the map are declared";
    } else if (each.kind == table_field_kind::named) {
      bool sure = false;
      wanted = types_.field_of(to, each.name.id, sure);
      what = "the field '" + std::string{names_.text(each.name.id)} + "' is declared";
      if (wanted != nullptr && !sure && each.value->kind == expression_kind::nil)
        continue;  // an optional field
    }
    if (wanted != nullptr)
      check(each.value, known_.infer(each.value), wanted, what, code);
  }
}

}  // namespace troupe::syntax
