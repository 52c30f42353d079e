#include "runtime/syntax/type_checker.hpp"

#include "runtime/syntax/arena.hpp"
#include "runtime/syntax/parser.hpp"
#include "runtime/syntax/report.hpp"
#include "runtime/syntax/tree_walk.hpp"
#include "runtime/syntax/type_fit.hpp"

#include <algorithm>

namespace troupe::syntax {

namespace {

constexpr size_t findings_max = 100;

constexpr std::string_view code_value = "E0003";
constexpr std::string_view code_argument = "E0004";
constexpr std::string_view code_field = "E0005";
constexpr std::string_view code_operand = "E0006";
constexpr std::string_view code_call = "E0007";
constexpr std::string_view code_result = "E0008";

class type_checker : public tree_walk<type_checker> {
public:
  type_checker(const symbols& names, report& problems, const chunk& what, const variable_use& use)
      : names_(names), problems_(problems), types_(names, what), known_(types_, use), fit_(names, types_, known_, problems) {}

  void statement_of(const statement& s) {
    switch (s.kind) {
      case statement_kind::local: {
        const auto& made = static_cast<const local_statement&>(s);
        walk_all(made.values);
        for (size_t i = 0; i < made.variables.size(); ++i)
          if (const type* declared = made.variables[i]->annotation)
            each_value(made.values, i, [&](const expression* e, const known_value& v) {
              fit_.check(e, v, declared, quoted(made.variables[i]->name.id) + " is declared", code_value);
            });
        return;
      }
      case statement_kind::assignment: return assignment(static_cast<const assignment_statement&>(s));
      case statement_kind::return_values: return results(static_cast<const return_statement&>(s));
      default: return tree_walk::statement_of(s);
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
        return tree_walk::right_part(e);
      }
      case expression_kind::index:
        indexed(e);
        return tree_walk::right_part(e);
      case expression_kind::field: return field(static_cast<const field_expression&>(e));
      case expression_kind::call: return call(static_cast<const call_expression&>(e));
      default: return;
    }
  }

  void innermost(const expression& e) {
    if (e.kind == expression_kind::unary) {
      const auto& made = static_cast<const unary_expression&>(e);
      if (made.op == token_kind::minus || made.op == token_kind::tilde)
        operand(made.operand, kinds::number | kinds::table | kinds::other, "arithmetic on");
    }
    tree_walk::innermost(e);
  }

private:
  std::string quoted(symbol id) const { return "'" + std::string{names_.text(id)} + "'"; }

  // Calls `check(expression, known)` for value number i of a list, if something is known of it.
  template <class Check>
  void each_value(expression_list values, size_t i, Check check) {
    if (values.empty())
      return;
    const expression* last = values.back();
    if (i + 1 < values.size())
      return check(values[i], known_.infer(values[i]));
    const size_t behind = i + 1 - values.size();
    if (last->kind == expression_kind::call)
      return check(last, known_.result_of(static_cast<const call_expression&>(*last), behind));
    if (behind == 0)
      check(last, known_.infer(last));
  }

  void assignment(const assignment_statement& s) {
    for (const expression* target : s.targets)
      if (target->kind != expression_kind::name) {
        indexed(*target);
        walk(left_of(*target));
        if (target->kind == expression_kind::index)
          walk(static_cast<const index_expression*>(target)->key);
      }
    walk_all(s.values);
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
        declared = types_.field_of(known_.infer(left_of(*s.targets[i])).declared, field.id, sure);
        if (!sure)
          declared = nullptr;
        what = "the field " + quoted(field.id) + " is declared";
      }
      if (declared != nullptr)
        each_value(s.values, i, [&](const expression* e, const known_value& v) { fit_.check(e, v, declared, what, code_value); });
    }
  }

  void results(const return_statement& s) {
    walk_all(s.values);
    if (functions_.empty())
      return;
    const result_types& declared = functions_.back()->results;
    if (!declared.given || declared.last_variadic)
      return;
    for (size_t i = 0; i < declared.list.size(); ++i) {
      const bool given = i < s.values.size() || (!s.values.empty() && is_multiple(*s.values.back()));
      if (given) {
        each_value(s.values, i, [&](const expression* e, const known_value& v) {
          fit_.check(e, v, declared.list[i], "result " + std::to_string(i + 1) + " is declared", code_result);
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
        // A chain without else may name every case there is, of a tagged union for one; a lone `if` names one of two.
        return (branches.size() == 1 && branches.back().condition != nullptr)
               || std::any_of(branches.begin(), branches.end(), [&](const if_clause& each) { return may_end(*each.body); });
      }
      default: return true;
    }
  }

  // ---- expressions

  void operand(const expression* e, uint8_t allowed, const std::string& what) {
    const known_value v = known_.infer(e);
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
    const known_value v = known_.infer(left);
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
    const known_value v = known_.infer(e.left);
    bool sure = false;
    const type* record = types_.resolve(v.declared);
    if (record != nullptr && v.possible == kinds::table && types_.field_of(record, e.name.id, sure) == nullptr && sure)
      problems_.note(e.name.where, "no field " + quoted(e.name.id) + " in " + types_.text_of(record) + "; declare it there, or cast: (x as any)",
                     code_field);
  }

  void call(const call_expression& e) {
    walk_all(e.arguments);
    if (e.method.id != no_symbol) {
      indexed(e);
      return;
    }
    const known_value callee = known_.infer(e.left);
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
        fit_.check(e.arguments[i], known_.infer(e.arguments[i]), wanted[i], "argument " + std::to_string(i + 1) + " is declared", code_argument);
  }

  const symbols& names_;
  report& problems_;
  static_types types_;
  type_inference known_;
  type_fit fit_;
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
