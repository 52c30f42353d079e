#include "runtime/syntax/type_checker.hpp"

#include "runtime/syntax/arena.hpp"
#include "runtime/syntax/literals.hpp"
#include "runtime/syntax/parser.hpp"
#include "runtime/syntax/report.hpp"
#include "runtime/syntax/static_types.hpp"
#include "runtime/syntax/variable_use.hpp"

#include <algorithm>
#include <bit>

namespace troupe::syntax {

namespace {

constexpr size_t findings_max = 100;
constexpr int depth_max = 30;  // of what one expression is inferred from

constexpr std::string_view code_value = "E0003";
constexpr std::string_view code_argument = "E0004";
constexpr std::string_view code_field = "E0005";
constexpr std::string_view code_operand = "E0006";
constexpr std::string_view code_call = "E0007";
constexpr std::string_view code_result = "E0008";

known_value exactly(uint8_t possible, const expression* made = nullptr) {
  return {possible, true, nullptr, made, nullptr};
}

bool has_left(const expression& e) {
  return e.kind >= expression_kind::binary;
}

const expression* left_of(const expression& e) {
  return static_cast<const left_expression&>(e).left;
}

// May stand for several values at the end of a list.
bool is_multiple(const expression& e) {
  return e.kind == expression_kind::call || e.kind == expression_kind::vararg;
}

bool is_arithmetic(token_kind op) {
  using enum token_kind;
  return op == plus || op == minus || op == star || op == slash || op == double_slash || op == percent || op == caret
         || op == ampersand || op == tilde || op == bar || op == less_less || op == greater_greater;
}

class type_checker {
public:
  type_checker(const symbols& names, report& problems, const chunk& what, const variable_use& use)
      : names_(names), problems_(problems), types_(names, what), use_(use) {}

  void statements(const block& body) {
    for (const statement* each : body.statements)
      statement_of(*each);
  }

private:
  std::string quoted(symbol id) const { return "'" + std::string{names_.text(id)} + "'"; }

  // ---- what is known

  known_value infer(const expression* e, int depth = 0) const {
    if (e == nullptr || depth > depth_max)
      return {};
    switch (e->kind) {
      case expression_kind::nil: return exactly(kinds::nil, e);
      case expression_kind::false_value:
      case expression_kind::true_value: return exactly(kinds::boolean, e);
      case expression_kind::number: return exactly(kinds::number, e);
      case expression_kind::string: return exactly(kinds::string, e);
      case expression_kind::table: return exactly(kinds::table, e);
      case expression_kind::function: {
        known_value made = exactly(kinds::function, e);
        made.body = static_cast<const function_expression*>(e)->body;
        return made;
      }
      case expression_kind::paren: return infer(static_cast<const paren_expression*>(e)->inner, depth + 1);
      case expression_kind::unary: {
        const token_kind op = static_cast<const unary_expression*>(e)->op;
        return op == token_kind::kw_not ? exactly(kinds::boolean) : op == token_kind::hash ? exactly(kinds::number) : known_value{};
      }
      case expression_kind::binary: return infer_binary(*static_cast<const binary_expression*>(e), depth);
      case expression_kind::name: return infer_name(*static_cast<const name_expression*>(e), depth);
      case expression_kind::field: {
        const known_value record = infer(left_of(*e), depth + 1);
        bool sure = false;
        const type* found = types_.field_of(record.declared, static_cast<const field_expression*>(e)->name.id, sure);
        return found != nullptr && sure ? untested(types_.value_of(found)) : known_value{};
      }
      case expression_kind::call: return result_of(*static_cast<const call_expression*>(e), 0, depth);
      case expression_kind::cast: {
        const type* target = static_cast<const cast_expression*>(e)->target;
        return target == nullptr ? known_value{} : types_.value_of(target);
      }
      default: return {};
    }
  }

  // A field may have been tested under any name, so it is not known to be more than one of several kinds.
  static known_value untested(known_value v) {
    return std::has_single_bit(v.possible) ? v : known_value{};
  }

  // Operators of tables and objects may be a metatable's, which answers anything.
  known_value infer_binary(const binary_expression& e, int depth) const {
    using enum token_kind;
    if (e.op == equal_equal || e.op == not_equal || e.op == less || e.op == less_equal || e.op == greater || e.op == greater_equal)
      return exactly(kinds::boolean);
    if (!is_arithmetic(e.op) && e.op != dot_dot)
      return {};
    const uint8_t plain = e.op == dot_dot ? kinds::number | kinds::string : kinds::number;
    // The operand to the right decides: to the left the source may go down as far as it is long.
    const known_value right = infer(e.right, depth + 1);
    if (!right.certain || (right.possible & ~plain) != 0)
      return {};
    const known_value left = has_left(*e.left) && e.left->kind == expression_kind::binary ? known_value{} : infer(e.left, depth + 1);
    if (!left.certain || (left.possible & ~plain) != 0)
      return {};
    return exactly(e.op == dot_dot ? kinds::string : kinds::number);
  }

  known_value infer_name(const name_expression& e, int depth) const {
    const variable* v = e.target;
    if (v == nullptr || v->bound_type != nullptr)
      return {};
    if (v->annotation != nullptr) {
      const known_value declared = types_.value_of(v->annotation);
      return use_.is_open(v) ? untested(declared) : declared;
    }
    if (const function_body* body = use_.function_of(v)) {
      known_value made = exactly(kinds::function);
      made.body = body;
      return made;
    }
    if (use_.is_assigned(v) || v->value == nullptr)
      return {};
    known_value set = infer(v->value, depth + 1);
    if (set.possible == kinds::table)
      set.made = nullptr;  // its fields may have been set since
    return use_.is_open(v) || set.possible == kinds::nil ? untested_or_any(set) : set;
  }

  static known_value untested_or_any(const known_value& v) {
    return v.possible == kinds::nil ? known_value{} : untested(v);
  }

  // Result number `index` of a call.
  known_value result_of(const call_expression& call, size_t index, int depth) const {
    if (call.method.id != no_symbol)
      return {};
    const known_value callee = infer(call.left, depth + 1);
    if (callee.body != nullptr)
      return callee.body->type_parameters.empty() ? result_in(callee.body->results, index) : known_value{};
    const type* declared = types_.resolve(callee.declared);
    return callee.certain && declared != nullptr && declared->kind == type_kind::function
             ? result_in(static_cast<const function_type*>(declared)->results, index)
             : known_value{};
  }

  known_value result_in(const result_types& results, size_t index) const {
    if (!results.given || index >= results.list.size() || (results.last_variadic && index + 1 == results.list.size()))
      return {};
    return types_.value_of(results.list[index]);
  }

  // ---- does it fit

  // What of the value the type excludes, or 0.
  uint8_t excess(const known_value& v, const type* to) const {
    const known_value target = types_.value_of(to);
    return v.certain && target.certain ? static_cast<uint8_t>(v.possible & ~target.possible) : uint8_t{0};
  }

  // Checks a value against a type; `what` begins the message: "'x' is declared string".
  void fits(const expression* e, const known_value& v, const type* to, const std::string& what, std::string_view code) {
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
  bool could_be_literal(const expression& e, const type* t, int depth) const {
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
          if (could_be_literal(e, each, depth + 1) && excess(infer(&e), each) == 0)
            return true;
        return false;
      default: return true;
    }
  }

  void constructor_fits(const table_expression& made, const type* to, std::string_view code) {
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
        what = "the field " + quoted(each.name.id) + " is declared";
        if (wanted != nullptr && !sure && each.value->kind == expression_kind::nil)
          continue;  // an optional field
      }
      if (wanted != nullptr)
        fits(each.value, infer(each.value), wanted, what, code);
    }
  }

  static position start_of(const expression* e) {
    while (has_left(*e))
      e = left_of(*e);
    return e->where;
  }

  // ---- statements

  void statement_of(const statement& s) {
    switch (s.kind) {
      case statement_kind::local: {
        const auto& made = static_cast<const local_statement&>(s);
        walk(made.values);
        for (size_t i = 0; i < made.variables.size(); ++i)
          if (const type* declared = made.variables[i]->annotation)
            each_value(made.values, i, [&](const expression* e, const known_value& v) {
              fits(e, v, declared, quoted(made.variables[i]->name.id) + " is declared", code_value);
            });
        return;
      }
      case statement_kind::assignment: return assignment(static_cast<const assignment_statement&>(s));
      case statement_kind::call: return walk(static_cast<const call_statement&>(s).call);
      case statement_kind::do_block: return statements(*static_cast<const do_statement&>(s).body);
      case statement_kind::while_loop:
      case statement_kind::repeat_loop: {
        const auto& loop = static_cast<const loop_statement&>(s);
        walk(loop.condition);
        return statements(*loop.body);
      }
      case statement_kind::if_branches:
        for (const if_clause& clause : static_cast<const if_statement&>(s).clauses) {
          if (clause.condition != nullptr)
            walk(clause.condition);
          statements(*clause.body);
        }
        return;
      case statement_kind::numeric_for: {
        const auto& loop = static_cast<const numeric_for_statement&>(s);
        for (const expression* each : {loop.first, loop.last, loop.step})
          if (each != nullptr)
            walk(each);
        return statements(*loop.body);
      }
      case statement_kind::generic_for: {
        const auto& loop = static_cast<const generic_for_statement&>(s);
        walk(loop.values);
        return statements(*loop.body);
      }
      case statement_kind::function: return function(*static_cast<const function_statement&>(s).body);
      case statement_kind::local_function: return function(*static_cast<const local_function_statement&>(s).body);
      case statement_kind::return_values: return results(static_cast<const return_statement&>(s));
      default: return;
    }
  }

  // Calls `check(expression, known)` for value number i of a list, if something is known of it.
  template <class Check>
  void each_value(expression_list values, size_t i, Check check) {
    if (values.empty())
      return;
    const expression* last = values.back();
    if (i + 1 < values.size())
      return check(values[i], infer(values[i]));
    const size_t behind = i + 1 - values.size();
    if (last->kind == expression_kind::call)
      return check(last, result_of(static_cast<const call_expression&>(*last), behind, 0));
    if (behind == 0)
      check(last, infer(last));
  }

  void assignment(const assignment_statement& s) {
    for (const expression* target : s.targets)
      if (target->kind != expression_kind::name) {
        indexed(*target);
        walk(left_of(*target));
        if (target->kind == expression_kind::index)
          walk(static_cast<const index_expression*>(target)->key);
      }
    walk(s.values);
    for (size_t i = 0; i < s.targets.size(); ++i) {
      const type* declared = nullptr;
      std::string what;
      if (s.targets[i]->kind == expression_kind::name) {
        const auto& name = static_cast<const name_expression&>(*s.targets[i]);
        declared = name.target == nullptr ? nullptr : name.target->annotation;
        what = quoted(name.name) + " is declared";
      } else if (s.targets[i]->kind == expression_kind::field) {
        const name_ref field = static_cast<const field_expression*>(s.targets[i])->name;
        bool sure = false;
        declared = types_.field_of(infer(left_of(*s.targets[i])).declared, field.id, sure);
        if (!sure)
          declared = nullptr;
        what = "the field " + quoted(field.id) + " is declared";
      }
      if (declared != nullptr)
        each_value(s.values, i, [&](const expression* e, const known_value& v) { fits(e, v, declared, what, code_value); });
    }
  }

  void function(const function_body& body) {
    types_.open(body.type_parameters);
    functions_.push_back(&body);
    statements(*body.body);
    functions_.pop_back();
    if (const result_types& declared = body.results; declared.given && !declared.list.empty() && !declared.last_variadic) {
      const known_value first = types_.value_of(declared.list.front());
      if (first.certain && (first.possible & kinds::nil) == 0 && may_end(*body.body))
        problems_.note(body.where, "the function is declared to return " + types_.text_of(declared.list.front())
                                     + ", but its end can be reached without; add a return, or declare "
                                     + types_.text_of(declared.list.front()) + "?", code_result);
    }
    types_.close(body.type_parameters);
  }

  void results(const return_statement& s) {
    walk(s.values);
    if (functions_.empty())
      return;
    const result_types& declared = functions_.back()->results;
    if (!declared.given || declared.last_variadic)
      return;
    for (size_t i = 0; i < declared.list.size(); ++i) {
      const bool given = i < s.values.size() || (!s.values.empty() && is_multiple(*s.values.back()));
      if (given) {
        each_value(s.values, i, [&](const expression* e, const known_value& v) {
          fits(e, v, declared.list[i], "result " + std::to_string(i + 1) + " is declared", code_result);
        });
      } else if (const known_value wanted = types_.value_of(declared.list[i]); wanted.certain && (wanted.possible & kinds::nil) == 0) {
        problems_.note(s.where, "result " + std::to_string(i + 1) + " is declared " + types_.text_of(declared.list[i])
                                  + ", but it is missing; return it, or declare " + types_.text_of(declared.list[i]) + "?", code_result);
        return;
      }
    }
  }

  // ---- the end of a function

  // Whether the code behind the block can be reached; when in doubt it cannot.
  bool may_end(const block& body) const {
    if (body.statements.empty())
      return true;
    const statement& last = *body.statements.back();
    switch (last.kind) {
      case statement_kind::return_values:
      case statement_kind::goto_label:
      case statement_kind::break_loop:
      case statement_kind::while_loop:
      case statement_kind::repeat_loop: return false;
      case statement_kind::do_block: return may_end(*static_cast<const do_statement&>(last).body);
      case statement_kind::call: return false;  // it may raise
      case statement_kind::if_branches: {
        const auto& branches = static_cast<const if_statement&>(last).clauses;
        return branches.back().condition != nullptr
               || std::any_of(branches.begin(), branches.end(), [&](const if_clause& each) { return may_end(*each.body); });
      }
      default: return true;
    }
  }

  // ---- expressions: each is looked at once

  void walk(expression_list list) {
    for (const expression* each : list)
      walk(each);
  }

  void walk(const expression* e) {
    for (; has_left(*e); e = left_of(*e))
      right_part(*e);
    switch (e->kind) {
      case expression_kind::function: return function(*static_cast<const function_expression*>(e)->body);
      case expression_kind::paren: return walk(static_cast<const paren_expression*>(e)->inner);
      case expression_kind::unary: {
        const auto& made = static_cast<const unary_expression&>(*e);
        if (made.op == token_kind::minus || made.op == token_kind::tilde)
          operand(made.operand, kinds::number | kinds::table | kinds::other, "arithmetic on");
        return walk(made.operand);
      }
      case expression_kind::table:
        for (const table_field& each : static_cast<const table_expression*>(e)->fields) {
          if (each.kind == table_field_kind::keyed)
            walk(each.key);
          walk(each.value);
        }
        return;
      default: return;
    }
  }

  void right_part(const expression& e) {
    switch (e.kind) {
      case expression_kind::binary: {
        const auto& made = static_cast<const binary_expression&>(e);
        constexpr uint8_t overloaded = kinds::table | kinds::other;
        if (is_arithmetic(made.op)) {
          operand(made.left, kinds::number | overloaded, "arithmetic on");
          operand(made.right, kinds::number | overloaded, "arithmetic on");
        } else if (made.op == token_kind::dot_dot) {
          operand(made.left, kinds::number | kinds::string | overloaded, "concatenation of");
          operand(made.right, kinds::number | kinds::string | overloaded, "concatenation of");
        }
        return walk(made.right);
      }
      case expression_kind::index:
        indexed(e);
        return walk(static_cast<const index_expression&>(e).key);
      case expression_kind::field: return field(static_cast<const field_expression&>(e));
      case expression_kind::call: return call(static_cast<const call_expression&>(e));
      default: return;
    }
  }

  void operand(const expression* e, uint8_t allowed, const std::string& what) {
    const known_value v = infer(e);
    if (!v.certain || (v.possible & ~allowed) == 0)
      return;
    const bool maybe_nil = (v.possible & ~allowed) == kinds::nil && v.possible != kinds::nil;
    const bool text = v.possible == kinds::string;
    problems_.note(start_of(e), what + (maybe_nil ? std::string{" what may be nil; test it first, or give a default: x or "} + ((allowed & kinds::string) != 0 ? "\"\"" : "0")
                                      : " a value that is " + text_of_kinds(v.possible)
                                          + (text ? "; convert it with tonumber()" : "; convert or test it first")), code_operand);
  }

  // Whether something can be read from the value on the left.
  bool indexed(const expression& e) {
    constexpr uint8_t closed = kinds::nil | kinds::boolean | kinds::number | kinds::function;
    const expression* left = left_of(e);
    const known_value v = infer(left);
    if (!v.certain || (v.possible & closed) == 0)
      return v.certain;
    const bool maybe_nil = (v.possible & closed) == kinds::nil && v.possible != kinds::nil;
    problems_.note(start_of(left), maybe_nil ? "index of what may be nil; test it first"
                                             : "index of a value that is " + text_of_kinds(v.possible) + "; only tables have fields",
                   code_field);
    return false;
  }

  void field(const field_expression& e) {
    if (!indexed(e))
      return;
    const known_value v = infer(e.left);
    bool sure = false;
    const type* record = types_.resolve(v.declared);
    if (record != nullptr && v.possible == kinds::table && types_.field_of(record, e.name.id, sure) == nullptr && sure)
      problems_.note(e.name.where, "no field " + quoted(e.name.id) + " in " + types_.text_of(record) + "; declare it there, or cast: (x as any)",
                     code_field);
  }

  void call(const call_expression& e) {
    walk(e.arguments);
    if (e.method.id != no_symbol) {
      indexed(e);
      return;
    }
    const known_value callee = infer(e.left);
    constexpr uint8_t callable = kinds::function | kinds::table | kinds::other;
    if (callee.certain && (callee.possible & callable) == 0) {
      problems_.note(start_of(e.left), "call of a value that is " + text_of_kinds(callee.possible) + "; only functions can be called", code_call);
      return;
    }
    if (callee.body != nullptr) {
      types_.open(callee.body->type_parameters);
      arguments_of_body(e, *callee.body);
      types_.close(callee.body->type_parameters);
    } else if (const type* declared = types_.resolve(callee.declared);
               callee.certain && declared != nullptr && declared->kind == type_kind::function) {
      arguments_of_type(e, *static_cast<const function_type*>(declared));
    }
  }

  void arguments_of_body(const call_expression& e, const function_body& body) {
    const auto& all = body.parameters;
    const size_t hidden = body.has_self ? 1 : 0;
    const bool typed = std::any_of(all.begin(), all.end(), [](const variable* each) { return each->annotation != nullptr; });
    std::vector<const type*> wanted;
    for (size_t i = hidden; i < all.size(); ++i)
      wanted.push_back(all[i]->annotation);
    if (hidden == 0)
      arguments(e, wanted, body.is_vararg || !typed);
  }

  void arguments_of_type(const call_expression& e, const function_type& made) {
    std::vector<const type*> wanted;
    bool more = false;
    for (const function_parameter& each : made.parameters)
      if (each.variadic)
        more = true;
      else
        wanted.push_back(each.value);
    arguments(e, wanted, more);
  }

  void arguments(const call_expression& e, const std::vector<const type*>& wanted, bool more_allowed) {
    const bool open_end = !e.arguments.empty() && is_multiple(*e.arguments.back());
    const size_t given = e.arguments.size();
    const std::string counted = "the function takes " + std::to_string(wanted.size()) + " argument" + (wanted.size() == 1 ? "" : "s");
    if (given > wanted.size() && !more_allowed && !(open_end && given == wanted.size() + 1)) {
      problems_.note(start_of(e.arguments[wanted.size()]), counted + ", and " + std::to_string(given) + " are given; drop what is too many",
                     code_argument);
      return;
    }
    if (!open_end)
      for (size_t i = given; i < wanted.size(); ++i)
        if (const known_value missing = types_.value_of(wanted[i]); missing.certain && (missing.possible & kinds::nil) == 0) {
          problems_.note(start_of(&e), counted + ", and " + std::to_string(given) + (given == 1 ? " is" : " are") + " given; argument "
                                         + std::to_string(i + 1) + " must be " + types_.text_of(wanted[i]), code_argument);
          return;
        }
    for (size_t i = 0; i < std::min(given, wanted.size()); ++i)
      if (wanted[i] != nullptr && (i + 1 < given || !open_end || e.arguments[i]->kind == expression_kind::call))
        fits(e.arguments[i], infer(e.arguments[i]), wanted[i], "argument " + std::to_string(i + 1) + " is declared", code_argument);
  }

  const symbols& names_;
  report& problems_;
  static_types types_;
  const variable_use& use_;
  std::vector<const function_body*> functions_;
};

}  // namespace

std::vector<diagnostic> check_types(std::string_view source) {
  if (source.size() > source_bytes_max)
    return {};
  report errors{source};
  symbols names;
  arena memory;
  parser reader{source, memory, names, errors};
  const chunk parsed = reader.parse();
  if (!errors.clean() || !reader.uses_types())
    return {};
  report findings{source, findings_max};
  const variable_use use{parsed};
  type_checker{names, findings, parsed, use}.statements(*parsed.body);
  return std::move(findings).take();
}

}  // namespace troupe::syntax
