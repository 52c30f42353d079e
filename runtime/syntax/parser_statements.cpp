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
    const bool last =
      added->kind == statement_kind::return_values || added->kind == statement_kind::break_loop;
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
                "delete what follows, write 'do return ... end', or add the 'end' that is missing before it");
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
    case token_kind::left_paren: break;
    default: fail_statement_start(); break;
  }
  return parse_call_or_assignment();
}

statement* parser::parse_if() {
  const opening opened{token_kind::kw_if, token_.where};
  const bool behind_else =
    last_.kind == token_kind::kw_else && last_.where.line == token_.where.line;
  list<if_clause> clauses{*this};
  do {
    if_clause clause{token_.where, nullptr, nullptr};
    advance();
    clause.condition = parse_expression();
    expect(token_kind::kw_then,
           at(token_kind::assign) ? "to compare, write '=='" : "write 'then' behind the condition");
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
  expect(token_kind::kw_do,
         at(token_kind::assign) ? "to compare, write '=='" : "write 'do' behind the condition");
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
  auto* const result = make<numeric_for_statement>(statement_kind::numeric_for, where);
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
  auto* const result = make<generic_for_statement>(statement_kind::generic_for, where);
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
  expect_close(
    token_kind::kw_until, opened,
    at(token_kind::kw_end) ? "a repeat ends with 'until condition'" : "add 'until condition'");
  result->condition = parse_expression();  // sees the locals of the body
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
  auto* const result = make<assignment_statement>(statement_kind::assignment, start.where);
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

// No statement begins with the current token.
void parser::fail_statement_start() {
  switch (token_.kind) {
    case token_kind::right_paren:
    case token_kind::right_brace:
    case token_kind::right_bracket:
      return fail_near(token_, "unexpected symbol",
                       "nothing is open here for it to close; delete it");
    case token_kind::slash:
    case token_kind::double_slash:
      return fail_near(token_, "unexpected symbol", "comments begin with '--'");
    default: break;
  }
  fail_near(token_, "unexpected symbol", unexpected_remedy(token_, "no statement begins with it"));
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
    return fail(start,
                "there is no 'continue' statement; write 'goto continue' and put "
                "'::continue::' at the end of the loop");
  if (at(token_kind::name) && (word == "var" || word == "let" || word == "const"))
    return fail_near(token_, "'=' expected", "a variable is declared with 'local'");
  if (word == "elif" || word == "elsif")
    return fail(start, "'=' expected near " + near(token_) + "; the word is 'elseif'");
  using enum token_kind;
  switch (token_.kind) {
    case plus:
    case minus:
    case star:
    case slash:
    case double_slash:
    case percent:
    case caret:
    case dot_dot:
    case ampersand:
    case bar:
    case tilde:
    case less_less:
    case greater_greater: {
      const token& behind = ahead();
      if (behind.where.offset == token_.end_offset()
          && (behind.kind == assign || behind.kind == equal_equal || behind.kind == token_.kind))
        return fail_near(token_, "'=' expected",
                         "there is no compound assignment; write 'x = x + 1'");
      break;
    }
    case arrow:
      return fail_near(token_, "unexpected symbol", "fields are read with '.', methods are called with ':'");
    case kw_as:
    case double_colon:
    case exclamation:
      return fail_near(token_, "'=' expected", "a cast is part of an expression, not a statement");
    default: break;
  }
  if (found->kind == expression_kind::paren)
    return fail_near(token_, "unexpected symbol",
                     "a value alone is no statement; call it or assign it");
  if (comment_like_.kind == double_slash && comment_like_.where.line == start.where.line)
    return fail_near(comment_like_, "unexpected symbol", "comments begin with '--'");
  fail_near(token_, "'=' expected", "a statement is a call or an assignment");
}

}  // namespace troupe::syntax
