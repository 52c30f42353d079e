// Statements of the parser.
#include "runtime/syntax/parser.hpp"

namespace troupe::syntax {

bool parser::block_ends() const {
  switch (token_.kind) {
  case token_kind::end_of_file:
  case token_kind::kw_end:
  case token_kind::kw_else:
  case token_kind::kw_elseif:
  case token_kind::kw_until: return true;
  default: return false;
  }
}

block* parser::parse_block(block_kind kind) {
  block* const result = memory_.make<block>();
  scope_.open_block(kind);
  parse_statements(*result);
  scope_.close_block(token_.kind);
  return result;
}

void parser::parse_statements(block& into) {
  const level nested{*this};
  list<statement*> statements{*this};
  while (!block_ends()) {
    if (accept(token_kind::semicolon))
      continue;
    statement* const added = parse_statement();
    statements.add(added);
    scope_.statement_ended(added->kind);
    const bool last = added->kind == statement_kind::return_values
                      || added->kind == statement_kind::break_loop;
    if (!last)
      continue;
    while (accept(token_kind::semicolon)) {
    }
    if (block_ends())
      break;
    if (added->kind == statement_kind::break_loop)
      fail_near(token_, "'break' must be the last statement of its block",
                "delete what follows, or write 'do break end'");
    else
      fail_near(token_, "'return' must be the last statement of its block",
                "delete what follows, or write 'do return ... end'");
  }
  into.statements = statements.take();
  into.end_line = at(token_kind::end_of_file) ? token_.end_line : token_.where.line;
}

statement* parser::parse_statement() {
  switch (token_.kind) {
  case token_kind::kw_if: return parse_if();
  case token_kind::kw_while: return parse_while();
  case token_kind::kw_do: return parse_do();
  case token_kind::kw_for: return parse_for();
  case token_kind::kw_repeat: return parse_repeat();
  case token_kind::kw_function: return parse_function_statement();
  case token_kind::kw_local: return parse_local();
  case token_kind::kw_return: return parse_return();
  case token_kind::kw_break: return parse_break();
  case token_kind::kw_goto: return parse_goto();
  case token_kind::double_colon: return parse_label();
  case token_kind::kw_interface: return parse_interface();
  case token_kind::name:
    if (at_type_declaration())
      return parse_type_declaration();
    break;
  default: break;
  }
  return parse_call_or_assignment();
}

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
    const type* const annotation = parse_optional_annotation();
    variables.add(make_variable(name, annotation));
  } while (accept(token_kind::comma));
  result->variables = variables.take();
  if (accept(token_kind::assign))
    result->values = parse_expressions();
  // The variables are not visible in their own values.
  if (!problems_.failed())
    for (variable* added : result->variables)
      scope_.declare(added);
  return result;
}

statement* parser::parse_local_function(position where) {
  auto* const result =
      make<local_function_statement>(statement_kind::local_function, where);
  const position function = last_.where;
  result->target = declare(expect_name("a function"));
  if (at(token_kind::dot) || at(token_kind::colon))
    fail_near(token_, "'(' expected", "a local function has a plain name; leave 'local' out to "
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
    path.add(expect_field_name(method ? "the name of a method" : "the name of a field"));
  }
  result->path = path.take();
  result->body = parse_function_body(where, method);
  return result;
}

statement* parser::parse_if() {
  const opening opened{token_kind::kw_if, token_.where};
  const bool behind_else = last_.kind == token_kind::kw_else
                           && last_.where.line == token_.where.line;
  list<if_clause> clauses{*this};
  do {
    if_clause clause{token_.where, nullptr, nullptr};
    advance();
    clause.condition = parse_expression();
    expect(token_kind::kw_then, at(token_kind::assign) ? "to compare, write '=='"
                                                       : "write 'then' behind the condition");
    clause.body = parse_block(block_kind::plain);
    clauses.add(clause);
  } while (at(token_kind::kw_elseif));
  if (at(token_kind::kw_else)) {
    if_clause clause{token_.where, nullptr, nullptr};
    advance();
    clause.body = parse_block(block_kind::plain);
    clauses.add(clause);
    if (at(token_kind::kw_else) || at(token_kind::kw_elseif))
      fail_near(token_, "'end' expected", "'else' comes last in an if");
  }
  expect_close(token_kind::kw_end, opened,
               behind_else ? "'else if' needs an 'end' of its own; 'elseif' does not"
                           : "add the missing 'end'");
  auto* const result = make<if_statement>(statement_kind::if_branches, opened.where);
  result->clauses = clauses.take();
  return result;
}

statement* parser::parse_while() {
  const opening opened{token_kind::kw_while, token_.where};
  advance();
  auto* const result = make<loop_statement>(statement_kind::while_loop, opened.where);
  result->condition = parse_expression();
  expect(token_kind::kw_do, at(token_kind::assign) ? "to compare, write '=='"
                                                   : "write 'do' behind the condition");
  result->body = parse_block(block_kind::loop);
  expect_close(token_kind::kw_end, opened, "add the missing 'end'");
  return result;
}

statement* parser::parse_do() {
  const opening opened{token_kind::kw_do, token_.where};
  advance();
  auto* const result = make<do_statement>(statement_kind::do_block, opened.where);
  result->body = parse_block(block_kind::plain);
  expect_close(token_kind::kw_end, opened, "add the missing 'end'");
  return result;
}

statement* parser::parse_for() {
  const position where = token_.where;
  advance();
  const name_ref first = expect_name("a loop variable");
  if (at(token_kind::colon))
    fail_near(token_, "loop variables take no type annotation",
              "their types follow from the loop; delete it");
  if (at(token_kind::assign))
    return parse_numeric_for(where, first);
  if (at(token_kind::comma) || at(token_kind::kw_in))
    return parse_generic_for(where, first);
  fail_near(token_, "'=' or 'in' expected",
            "loops are written 'for i = 1, n do' or 'for k, v in pairs(t) do'");
  return make<do_statement>(statement_kind::do_block, where);
}

statement* parser::parse_numeric_for(position where, name_ref counter) {
  auto* const result =
      make<numeric_for_statement>(statement_kind::numeric_for, where);
  advance();
  result->first = parse_expression();
  expect(token_kind::comma, "a numeric for needs a start and an end: 'for i = 1, n do'");
  result->last = parse_expression();
  if (accept(token_kind::comma))
    result->step = parse_expression();
  result->counter = make_variable(counter);
  variable* const variables[] = {result->counter};
  result->body = parse_loop_body(where, variables);
  return result;
}

statement* parser::parse_generic_for(position where, name_ref first) {
  auto* const result =
      make<generic_for_statement>(statement_kind::generic_for, where);
  list<variable*> variables{*this};
  variables.add(make_variable(first));
  while (accept(token_kind::comma)) {
    variables.add(make_variable(expect_name("a loop variable")));
    if (at(token_kind::colon))
      fail_near(token_, "loop variables take no type annotation",
                "their types follow from the loop; delete it");
  }
  result->variables = variables.take();
  expect(token_kind::kw_in, "loops over a table are written 'for k, v in pairs(t) do'");
  result->values = parse_expressions();
  result->body = parse_loop_body(where, result->variables);
  return result;
}

block* parser::parse_loop_body(position where, std::span<variable* const> variables) {
  expect(token_kind::kw_do, "write 'do' before the body of the loop");
  block* const body = memory_.make<block>();
  scope_.open_block(block_kind::loop);
  if (!problems_.failed())
    for (variable* added : variables)
      scope_.declare(added);
  parse_statements(*body);
  scope_.close_block(token_.kind);
  expect_close(token_kind::kw_end, {token_kind::kw_for, where}, "add the missing 'end'");
  return body;
}

statement* parser::parse_repeat() {
  const opening opened{token_kind::kw_repeat, token_.where};
  advance();
  auto* const result = make<loop_statement>(statement_kind::repeat_loop, opened.where);
  result->body = memory_.make<block>();
  scope_.open_block(block_kind::loop);
  parse_statements(*result->body);
  const token_kind closer = token_.kind;
  expect_close(token_kind::kw_until, opened,
               at(token_kind::kw_end) ? "a repeat ends with 'until condition'"
                                      : "add 'until condition'");
  result->condition = parse_expression(); // sees the locals of the body
  scope_.close_block(closer);
  return result;
}

statement* parser::parse_return() {
  auto* const result = make<return_statement>(statement_kind::return_values, token_.where);
  advance();
  if (!block_ends() && !at(token_kind::semicolon))
    result->values = parse_expressions();
  return result;
}

statement* parser::parse_break() {
  scope_.check_break(token_.where);
  auto* const result = make<statement>(statement_kind::break_loop, token_.where);
  advance();
  return result;
}

statement* parser::parse_goto() {
  auto* const result = make<label_statement>(statement_kind::goto_label, token_.where);
  advance();
  result->label = expect_name("a label");
  if (!problems_.failed())
    scope_.add_goto(result->label);
  return result;
}

statement* parser::parse_label() {
  auto* const result = make<label_statement>(statement_kind::label, token_.where);
  const bool follows_something = last_.length != 0 && last_.end_line == token_.where.line;
  advance();
  result->label = expect_name("a label");
  expect(token_kind::double_colon, "a label is written '::name::'; a cast needs a value before it");
  if (!problems_.failed()) {
    scope_.add_label(result->label);
    if (follows_something)
      inline_label_ = token_.where.offset;
  }
  return result;
}

statement* parser::parse_call_or_assignment() {
  const token start = token_;
  expression* const first = parse_prefix();
  if (at(token_kind::assign) || at(token_kind::comma))
    return parse_assignment(start, first);
  if (first->kind != expression_kind::call)
    fail_statement(start, first);
  auto* const result = make<call_statement>(statement_kind::call, start.where);
  result->call = static_cast<call_expression*>(first);
  return result;
}

statement* parser::parse_assignment(const token& start, expression* first) {
  auto* const result =
      make<assignment_statement>(statement_kind::assignment, start.where);
  list<expression*> targets{*this};
  check_target(start, first);
  targets.add(first);
  while (accept(token_kind::comma)) {
    const token next_start = token_;
    expression* const next = parse_prefix();
    check_target(next_start, next);
    targets.add(next);
  }
  result->targets = targets.take();
  expect(token_kind::assign, "several variables are assigned with 'a, b = x, y'");
  result->values = parse_expressions();
  return result;
}

void parser::check_target(const token& start, const expression* target) {
  if (problems_.failed())
    return;
  if (target->kind == expression_kind::call)
    fail(start, "assignment to a function call; only variables and fields can be assigned");
  else if (target->kind == expression_kind::paren)
    fail(start, "assignment to a value in brackets; only variables and fields can be assigned");
}

// An expression was read where a statement should be, and no `=` follows.
void parser::fail_statement(const token& start, const expression* found) {
  if (problems_.failed())
    return;
  const bool plain_name = found->kind == expression_kind::name;
  const std::string_view word = plain_name ? lexer_.text(start) : std::string_view{};
  if (start.where.offset == inline_label_ && inline_label_ != 0)
    return fail_near(token_, "'=' expected", label_remedy);
  if (word == "continue")
    return fail(start, "there is no 'continue' statement; write 'goto continue' and put "
                       "'::continue::' at the end of the loop");
  if (at(token_kind::name) && (word == "var" || word == "let" || word == "const"))
    return fail_near(token_, "'=' expected", "a variable is declared with 'local'");
  if (word == "elif" || word == "elsif")
    return fail(start, "'=' expected near " + near(token_) + "; the word is 'elseif'");
  using enum token_kind;
  switch (token_.kind) {
  case plus: case minus: case star: case slash: case double_slash: case percent: case caret:
  case dot_dot: case ampersand: case bar: case tilde: case less_less: case greater_greater: {
    const token& behind = ahead();
    if (behind.where.offset == token_.end_offset()
        && (behind.kind == assign || behind.kind == equal_equal || behind.kind == token_.kind))
      return fail_near(token_, "'=' expected",
                       "there is no compound assignment; write 'x = x + 1'");
    break;
  }
  case kw_as: case double_colon: case exclamation:
    return fail_near(token_, "'=' expected", "a cast is part of an expression, not a statement");
  default: break;
  }
  if (found->kind == expression_kind::paren)
    return fail_near(token_, "unexpected symbol",
                     "a value alone is no statement; call it or assign it");
  fail_near(token_, "'=' expected", "a statement is a call or an assignment");
}

bool parser::at_type_declaration() {
  if (token_.name != known::type)
    return false;
  const token_kind behind = ahead().kind;
  return behind == token_kind::name || is_soft(behind);
}

type_declaration* parser::declare_type(position where, name_ref name) {
  uses_types_ = true;
  auto* const result =
      make<type_declaration>(statement_kind::type_declaration, where);
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

} // namespace troupe::syntax
