#include "runtime/syntax/lint.hpp"

#include "runtime/syntax/arena.hpp"
#include "runtime/syntax/literals.hpp"
#include "runtime/syntax/parser.hpp"
#include "runtime/syntax/report.hpp"
#include "runtime/syntax/symbols.hpp"
#include "runtime/syntax/tree_walk.hpp"

#include <set>
#include <unordered_map>

namespace troupe::syntax {

namespace {

constexpr size_t findings_max = 1000;

class linter : public tree_walk<linter> {
public:
  linter(const symbols& names, report& problems, lint_rules rules, const std::function<bool(std::string_view)>& declared,
         const std::function<bool(std::string_view)>& is_global)
      : names_(names), problems_(problems), rules_(rules == lint_rules::all), declared_(declared), is_global_(is_global) {}

  void run(const chunk& what) {
    for (const type_declaration* each : what.types)
      types_.insert(each->name.id);
    for (const type_declaration* each : what.types)
      if (each->definition != nullptr)
        type_of(each->definition);
    scope([&] { statements(*what.body); });
    for (const local_variable& each : locals_)
      if (!used_[each.what])
        unused(each);
  }

  void statement_of(const statement& s) {
    switch (s.kind) {
      case statement_kind::local: {
        const auto& made = static_cast<const local_statement&>(s);
        walk_all(made.values);
        for (const variable* each : made.variables) {
          annotation_of(each);
          declare(each, role::local);
        }
        return;
      }
      case statement_kind::repeat_loop: {
        // The condition still sees the variables of the body.
        const auto& loop = static_cast<const loop_statement&>(s);
        return scope([&] {
          content(*loop.body, s.where, "repeat");
          walk(loop.condition);
        });
      }
      case statement_kind::numeric_for: {
        const auto& loop = static_cast<const numeric_for_statement&>(s);
        for (const expression* each : {loop.first, loop.last, loop.step})
          if (each != nullptr)
            walk(each);
        return loop_body({&loop.counter, 1}, *loop.body, s.where);
      }
      case statement_kind::generic_for: {
        const auto& loop = static_cast<const generic_for_statement&>(s);
        walk_all(loop.values);
        return loop_body(loop.variables, *loop.body, s.where);
      }
      case statement_kind::function: {
        const auto& made = static_cast<const function_statement&>(s);
        if (made.path.empty())
          assigned(*made.base);
        else
          used(*made.base);
        return function(*made.body);
      }
      case statement_kind::local_function: {
        const auto& made = static_cast<const local_function_statement&>(s);
        declare(made.target, role::function);
        return function(*made.body);
      }
      default: return tree_walk::statement_of(s);
    }
  }

  void inner_block(const block& body, position where, std::string_view word) {
    scope([&] { content(body, where, word); });
  }

  void target(const expression& e) {
    if (e.kind == expression_kind::name)
      assigned(static_cast<const name_expression&>(e));
    else
      walk(&e);
  }

  void function(const function_body& body) {
    scope([&] {
      for (const type_parameter& each : body.type_parameters)
        if (each.bound != nullptr)
          type_of(each.bound);
      for (const variable* each : body.parameters) {
        annotation_of(each);
        declare(each, role::parameter);
      }
      if (body.vararg_type != nullptr)
        type_of(body.vararg_type);
      types(body.results.list);
      statements(*body.body);
    });
  }

  void right_part(const expression& e) {
    if (e.kind == expression_kind::binary)
      compared(static_cast<const binary_expression&>(e));
    else if (e.kind == expression_kind::call)
      check_require(static_cast<const call_expression&>(e));
    else if (e.kind == expression_kind::cast)
      if (const type* wanted = static_cast<const cast_expression&>(e).target)
        type_of(wanted);
    tree_walk::right_part(e);
  }

  void innermost(const expression& e) {
    if (e.kind == expression_kind::name)
      used(static_cast<const name_expression&>(e));
    else
      tree_walk::innermost(e);
  }

private:
  enum class role : uint8_t { local, function, parameter, loop };
  struct local_variable {
    const variable* what;
    role as;
  };

  std::string quoted(symbol id) const { return "'" + std::string{names_.text(id)} + "'"; }
  void warn(position where, std::string message, std::string_view code) {
    if (rules_)
      problems_.note(where, std::move(message), code);
  }

  // ---- names

  void declare(const variable* added, role as) {
    if (added->name.id == known::self || added->bound_type != nullptr)
      return active_.push_back(added);
    const bool meant_unused = names_.text(added->name.id).starts_with('_');
    if (!meant_unused)
      for (size_t i = block_start_; i-- > 0;)
        if (active_[i]->name.id == added->name.id) {
          warn(added->name.where, quoted(added->name.id) + " hides the variable of line "
                                    + std::to_string(active_[i]->name.where.line) + "; give one of them another name", "W0007");
          break;
        }
    active_.push_back(added);
    if (!meant_unused && as != role::loop)
      locals_.push_back({added, as});
  }

  void unused(const local_variable& each) {
    const std::string name = quoted(each.what->name.id);
    const position where = each.what->name.where;
    if (each.as == role::parameter)
      return warn(where, "unused parameter " + name + "; a name that begins with '_' says it is meant", "W0005");
    if (each.what->value != nullptr && is_require(*each.what->value))
      return warn(where, "unused import " + name + "; delete it", "W0006");
    warn(where, "unused local " + std::string{each.as == role::function ? "function " : "variable "} + name + "; delete it",
         "W0004");
  }

  bool is_require(const expression& e) const {
    if (e.kind != expression_kind::call)
      return false;
    const auto& call = static_cast<const call_expression&>(e);
    return call.method.id == no_symbol && call.left->kind == expression_kind::name
           && static_cast<const name_expression*>(call.left)->name == known::require
           && static_cast<const name_expression*>(call.left)->target == nullptr;
  }

  // ---- blocks and the variables they hold

  // A block of its own: what it declares ends with it.
  template <class Content>
  void scope(Content content) {
    const size_t outer_start = std::exchange(block_start_, active_.size());
    content();
    active_.resize(block_start_);
    block_start_ = outer_start;
  }

  void content(const block& body, position where, std::string_view word) {
    if (body.statements.empty())
      warn(where, "empty block behind '" + std::string{word} + "'", "W0001");
    statements(body);
  }

  void loop_body(std::span<variable* const> variables, const block& body, position where) {
    scope([&] {
      for (const variable* each : variables)
        declare(each, role::loop);
      content(body, where, "for");
    });
  }

  void assigned(const name_expression& name) {
    if (name.target == nullptr)
      warn(name.where, "assignment to the global " + quoted(name.name) + "; say 'local' where it is first set", "W0002");
  }

  void used(const name_expression& name) {
    if (name.target != nullptr)
      used_[name.target] = true;
    else if (is_global_ && !types_.contains(name.name) && !is_global_(names_.text(name.name)))
      warn(name.where, "nothing here has the name " + quoted(name.name) + "; is it misspelt, or missing in `modules` or `imports` of the entry?",
           "W0008");
  }

  // ---- findings in expressions

  void check_require(const call_expression& call) {
    if (!is_require(call) || call.arguments.empty() || call.arguments[0]->kind != expression_kind::string)
      return;
    const std::string name = decode_string(static_cast<const literal_expression*>(call.arguments[0])->text);
    if (!declared_(name))
      problems_.note(call.arguments[0]->where, "require(\"" + name + "\") is not declared in _index.yaml imports or modules", "E0001");
  }

  void compared(const binary_expression& e) {
    using enum token_kind;
    const bool order = e.op == equal_equal || e.op == less || e.op == less_equal || e.op == greater || e.op == greater_equal;
    if (order && same_value(e.left, e.right))
      warn(e.where, "a value is compared with itself; the result is always the same", "W0003");
  }

  // a.b.c and a.b.c: nothing that runs.
  static bool same_value(const expression* a, const expression* b) {
    for (; a->kind == b->kind; a = left_of(*a), b = left_of(*b)) {
      if (a->kind == expression_kind::name)
        return static_cast<const name_expression*>(a)->name == static_cast<const name_expression*>(b)->name;
      if (a->kind != expression_kind::field
          || static_cast<const field_expression*>(a)->name.id != static_cast<const field_expression*>(b)->name.id)
        return false;
    }
    return false;
  }

  // ---- types: what they name is used

  void annotation_of(const variable* v) {
    if (v->annotation != nullptr)
      type_of(v->annotation);
  }

  void types(type_list list) {
    for (const type* each : list)
      type_of(each);
  }

  void parameters(std::span<const function_parameter> list, const result_types& results) {
    for (const function_parameter& each : list)
      if (each.value != nullptr)
        type_of(each.value);
    types(results.list);
  }

  void type_of(const type* t) {
    switch (t->kind) {
      case type_kind::literal: return;
      case type_kind::named: {
        const auto& named = *static_cast<const named_type*>(t);
        if (named.target != nullptr)
          used_[named.target] = true;
        return types(named.arguments);
      }
      case type_kind::array: return type_of(static_cast<const array_type*>(t)->element);
      case type_kind::map:
        type_of(static_cast<const map_type*>(t)->key);
        return type_of(static_cast<const map_type*>(t)->value);
      case type_kind::record:
        for (const record_field& each : static_cast<const record_type*>(t)->fields)
          type_of(each.value);
        return;
      case type_kind::function:
        return parameters(static_cast<const function_type*>(t)->parameters, static_cast<const function_type*>(t)->results);
      case type_kind::optional: return type_of(static_cast<const optional_type*>(t)->inner);
      case type_kind::union_of:
      case type_kind::intersection: return types(static_cast<const combined_type*>(t)->members);
      case type_kind::annotated:
        for (const annotation& each : static_cast<const annotated_type*>(t)->annotations)
          for (const expression* argument : each.arguments)
            walk(argument);
        return type_of(static_cast<const annotated_type*>(t)->inner);
      case type_kind::index:
        type_of(static_cast<const index_type*>(t)->object);
        return type_of(static_cast<const index_type*>(t)->index);
      case type_kind::asserts:
        if (const type* tested = static_cast<const asserts_type*>(t)->tested)
          type_of(tested);
        return;
      case type_kind::type_of: return walk(static_cast<const type_of_type*>(t)->value);
      case type_kind::key_of: return type_of(static_cast<const key_of_type*>(t)->object);
      case type_kind::conditional: {
        const auto& choice = *static_cast<const conditional_type*>(t);
        for (const type* each : {choice.subject, choice.bound, choice.then_type, choice.else_type})
          type_of(each);
        return;
      }
      case type_kind::interface:
        types(static_cast<const interface_type*>(t)->parents);
        for (const method_signature& each : static_cast<const interface_type*>(t)->methods)
          parameters(each.parameters, each.results);
        return;
    }
  }

  const symbols& names_;
  report& problems_;
  bool rules_;
  const std::function<bool(std::string_view)>& declared_;
  const std::function<bool(std::string_view)>& is_global_;
  std::set<symbol> types_;  // of the chunk, which are values, too
  std::vector<const variable*> active_;
  size_t block_start_ = 0;
  std::vector<local_variable> locals_;
  std::unordered_map<const variable*, bool> used_;
};

class global_finder : public tree_walk<global_finder> {
public:
  explicit global_finder(const symbols& names) : names_(names) {}

  void statement_of(const statement& s) {
    if (s.kind == statement_kind::function)
      if (const auto& made = static_cast<const function_statement&>(s); made.path.empty())
        target(*made.base);
    tree_walk::statement_of(s);
  }
  void target(const expression& e) {
    if (e.kind != expression_kind::name)
      return walk(&e);
    if (const auto& name = static_cast<const name_expression&>(e); name.target == nullptr)
      found_.names.emplace_back(names_.text(name.name));
  }
  void innermost(const expression& e) {
    if (e.kind == expression_kind::name && names_.text(static_cast<const name_expression&>(e).name) == "_G")
      found_.any = true;
    tree_walk::innermost(e);
  }
  made_globals take() && { return std::move(found_); }

private:
  const symbols& names_;
  made_globals found_;
};

// What `look(chunk, names)` answers of a chunk without errors; else `otherwise`.
template <class Look, class Result>
Result look_at(std::string_view source, Result otherwise, Look look) {
  if (source.size() > source_bytes_max)
    return otherwise;
  report errors{source};
  symbols names;
  arena memory;
  parser reader{source, memory, names, errors};
  const chunk parsed = reader.parse();
  return errors.clean() ? look(parsed, names) : otherwise;
}

}  // namespace

std::vector<diagnostic> lint(std::string_view source, lint_rules rules, const std::function<bool(std::string_view)>& declared,
                             const std::function<bool(std::string_view)>& is_global) {
  return look_at(source, std::vector<diagnostic>{}, [&](const chunk& parsed, const symbols& names) {
    report findings{source, findings_max};
    linter{names, findings, rules, declared, is_global}.run(parsed);
    return std::move(findings).take();
  });
}

made_globals globals_of(std::string_view source) {
  return look_at(source, made_globals{}, [](const chunk& parsed, const symbols& names) {
    global_finder finder{names};
    finder.statements(*parsed.body);
    return std::move(finder).take();
  });
}

}  // namespace troupe::syntax
