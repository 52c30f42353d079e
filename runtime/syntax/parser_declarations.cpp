// What declares a name in the parser: local variables, named functions, types and interfaces.
#include "runtime/syntax/parser.hpp"

namespace troupe::syntax {

variable* parser::make_variable(name_ref name, const type* annotation) {
  variable* const result = memory_.make<variable>();
  result->name = name;
  result->annotation = annotation;
  return result;
}

variable* parser::declare(name_ref name) {
  variable* const added = make_variable(name);
  if (!problems_.failed())
    scope_.declare(added);
  return added;
}

statement* parser::parse_local() {
  const position where = token_.where;
  advance();
  if (accept(token_kind::kw_function))
    return parse_local_function(where);
  auto* const result = make<local_statement>(statement_kind::local, where);
  list<variable*> variables{*this};
  do {
    const name_ref name = expect_name("a variable");
    if (at(token_kind::less))
      fail_near(token_, "local attributes do not exist in this dialect", "delete '<...>'");
    if (at(token_kind::dot) || at(token_kind::left_bracket))
      fail_near(token_, "'=' expected",
                "a local variable has a plain name; leave 'local' out to assign a field");
    const type* const annotation = parse_optional_annotation();
    variables.add(make_variable(name, annotation));
  } while (accept(token_kind::comma));
  result->variables = variables.take();
  if (accept(token_kind::assign))
    result->values = parse_expressions();
  for (size_t i = 0; i < result->variables.size() && i < result->values.size(); ++i)
    result->variables[i]->value = result->values[i];
  // The variables are not visible in their own values.
  if (!problems_.failed())
    for (variable* added : result->variables)
      scope_.declare(added);
  return result;
}

statement* parser::parse_local_function(position where) {
  auto* const result = make<local_function_statement>(statement_kind::local_function, where);
  const position function = last_.where;
  result->target = declare(expect_name("a function"));
  if (at(token_kind::dot) || at(token_kind::colon))
    fail_near(token_, "'(' expected",
              "a local function has a plain name; leave 'local' out to "
              "define a field or a method");
  result->body = parse_function_body(function, false);
  return result;
}

statement* parser::parse_function_statement() {
  const position where = token_.where;
  advance();
  auto* const result = make<function_statement>(statement_kind::function, where);
  const name_ref base = expect_name("a function");
  result->base = make<name_expression>(expression_kind::name, base.where);
  result->base->name = base.id;
  if (!problems_.failed())
    result->base->target = scope_.resolve(base.id);
  list<name_ref> path{*this};
  bool method = false;
  while (!method && (at(token_kind::dot) || at(token_kind::colon))) {
    method = at(token_kind::colon);
    advance();
    path.add(expect_field_name(method ? method_name : "the name of a field"));
  }
  result->path = path.take();
  result->body = parse_function_body(where, method);
  return result;
}

bool parser::at_type_declaration() {
  if (token_.name != known::type)
    return false;
  const token_kind behind = ahead().kind;
  return behind == token_kind::name || is_soft(behind);
}

type_declaration* parser::declare_type(position where, name_ref name) {
  uses_types_ = true;
  auto* const result = make<type_declaration>(statement_kind::type_declaration, where);
  result->name = name;
  if (problems_.failed())
    return result;
  types_.push_back(result);
  result->ordinal = static_cast<uint32_t>(types_.size());
  const auto index = static_cast<uint32_t>(name.id);
  if (index >= type_names_.size())
    type_names_.resize(names_.size());
  if (type_names_[index] || scope_.find(name.id) != nullptr) {
    result->in_place = declare(name);
    result->in_place->bound_type = result;
  }
  type_names_[index] = true;
  return result;
}

statement* parser::parse_type_declaration() {
  const position where = token_.where;
  advance();
  type_declaration* const result = declare_type(where, expect_name("a type"));
  result->parameters = parse_type_parameters();
  expect(token_kind::assign, "a type is declared with 'type Name = ...'");
  result->definition = parse_type();
  return result;
}

statement* parser::parse_interface() {
  const opening opened{token_kind::kw_interface, token_.where};
  advance();
  type_declaration* const result = declare_type(opened.where, expect_name("an interface"));
  auto* const definition = make<interface_type>(type_kind::interface, opened.where);
  result->definition = definition;
  if (accept(token_kind::colon)) {
    list<const type*> parents{*this};
    do {
      if (!at(token_kind::name))
        fail_near(token_, "<name> expected", "here stands the interface to extend");
      parents.add(parse_named_type());
    } while (accept(token_kind::comma));
    definition->parents = parents.take();
  }
  list<method_signature> methods{*this};
  while (accept(token_kind::kw_function)) {
    method_signature method{expect_field_name("the name of a method"), {}, {}};
    const opening paren{token_kind::left_paren, token_.where};
    expect(token_kind::left_paren, "a method is written 'function name(x: T): R'");
    list<function_parameter> parameters{*this};
    if (!at(token_kind::right_paren)) {
      do {
        function_parameter parameter{{no_symbol, token_.where}, nullptr, false};
        if (accept(token_kind::ellipsis))
          parameter.variadic = true;
        else
          parameter.name = expect_name("a parameter");
        parameter.value = parse_optional_annotation();
        parameters.add(parameter);
        if (parameter.variadic)
          break;
      } while (accept(token_kind::comma));
    }
    method.parameters = parameters.take();
    expect_close(token_kind::right_paren, paren, "parameters are separated by ','");
    method.results = parse_results_annotation();
    methods.add(method);
  }
  definition->methods = methods.take();
  expect_close(token_kind::kw_end, opened,
               "an interface holds methods only: 'function name(x: T): R'");
  return result;
}

}  // namespace troupe::syntax
