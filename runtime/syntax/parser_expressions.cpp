// Expressions of the parser.
#include "runtime/syntax/literals.hpp"
#include "runtime/syntax/parser.hpp"

namespace troupe::syntax {

namespace {

// How strongly a binary operator binds to its left and right; to the right less for the right-associative ones. 0: none.
struct priority {
  uint32_t left;
  uint32_t right;
};

constexpr uint32_t unary_priority = 12;

constexpr priority priority_of(token_kind kind) {
  using enum token_kind;
  switch (kind) {
    case kw_or: return {1, 1};
    case kw_and: return {2, 2};
    case less:
    case greater:
    case less_equal:
    case greater_equal:
    case not_equal:
    case equal_equal: return {3, 3};
    case bar: return {4, 4};
    case tilde: return {5, 5};
    case ampersand: return {6, 6};
    case less_less:
    case greater_greater: return {7, 7};
    case dot_dot: return {9, 8};
    case plus:
    case minus: return {10, 10};
    case star:
    case slash:
    case double_slash:
    case percent: return {11, 11};
    case caret: return {14, 13};
    default: return {0, 0};
  }
}

constexpr bool is_unary(token_kind kind) {
  return kind == token_kind::kw_not || kind == token_kind::minus || kind == token_kind::hash
         || kind == token_kind::tilde;
}

}  // namespace

expression_list parser::parse_expressions() {
  list<expression*> expressions{*this};
  do
    expressions.add(parse_expression());
  while (accept(token_kind::comma));
  return expressions.take();
}

// Operands joined by operators that bind more strongly than the limit.
expression* parser::parse_operators(uint32_t limit) {
  const level nested{*this};
  expression* left = nullptr;
  if (is_unary(token_.kind)) {
    auto* const unary = make<unary_expression>(expression_kind::unary, token_.where);
    unary->op = token_.kind;
    advance();
    unary->operand = parse_operators(unary_priority);
    left = unary;
  } else {
    left = parse_operand();
  }
  for (;;) {
    const priority binding = priority_of(token_.kind);
    if (binding.left <= limit)
      return left;
    if (at(token_kind::double_slash) && token_.where.line != last_.end_line)
      comment_like_ = token_;
    auto* const binary = make<binary_expression>(expression_kind::binary, token_.where);
    binary->op = token_.kind;
    binary->left = left;
    advance();
    binary->right = parse_operators(binding.right);
    left = binary;
  }
}

expression* parser::parse_operand() {
  return parse_casts(parse_simple());
}

// e as T, e :: T and e!, which bind more strongly than every operator, in any order.
expression* parser::parse_casts(expression* operand) {
  for (;;) {
    const bool typed =
      at(token_kind::kw_as) || (at(token_kind::double_colon) && !lexer_.label_follows(token_));
    if (!typed && !at(token_kind::exclamation))
      return operand;
    uses_types_ = true;
    auto* const cast = make<cast_expression>(expression_kind::cast, token_.where);
    cast->left = operand;
    advance();
    cast->target = typed ? parse_cast_type() : nullptr;
    operand = cast;
    if (at(token_kind::dot) || at(token_kind::colon)
        || (at(token_kind::left_paren) && token_.where.line == last_.end_line))
      fail_near(token_, "unexpected symbol",
                "to use the result of a cast, put it in brackets: "
                "'(x as T).name', '(x!).name'");
  }
}

expression* parser::make_literal(expression_kind kind) {
  auto* const result = make<literal_expression>(kind, token_.where);
  result->text = lexer_.text(token_);
  result->flag = token_.flag;
  advance();
  return result;
}

expression* parser::parse_simple() {
  switch (token_.kind) {
    case token_kind::number: return make_literal(expression_kind::number);
    case token_kind::string: return make_literal(expression_kind::string);
    case token_kind::kw_nil: return make_literal(expression_kind::nil);
    case token_kind::kw_true: return make_literal(expression_kind::true_value);
    case token_kind::kw_false: return make_literal(expression_kind::false_value);
    case token_kind::ellipsis:
      scope_.check_vararg(token_.where);
      return make_literal(expression_kind::vararg);
    case token_kind::left_brace: return parse_table();
    case token_kind::kw_function: {
      const position where = token_.where;
      advance();
      auto* const result = make<function_expression>(expression_kind::function, where);
      result->body = parse_function_body(where, false);
      return result;
    }
    default: return parse_prefix();
  }
}

expression* parser::parse_prefix() {
  return parse_suffixes(parse_primary());
}

expression* parser::parse_primary() {
  if (at(token_kind::name)) {
    auto* const result = make<name_expression>(expression_kind::name, token_.where);
    result->name = token_.name;
    result->target = erased_ == 0 ? scope_.resolve(token_.name) : scope_.find(token_.name);
    advance();
    return result;
  }
  if (at(token_kind::left_paren))
    return parse_paren();
  fail_near(token_, "unexpected symbol", unexpected_remedy(token_, "a value is expected here"));
  return dummy();
}

expression* parser::parse_paren() {
  const opening opened{token_kind::left_paren, token_.where};
  advance();
  auto* const result = make<paren_expression>(expression_kind::paren, opened.where);
  result->inner = parse_expression();
  result->close_line = token_.where.line;
  expect_close(token_kind::right_paren, opened, "add the missing ')'");
  return result;
}

expression* parser::parse_suffixes(expression* e) {
  for (;;) {
    const position where = token_.where;
    switch (token_.kind) {
      case token_kind::dot: {
        advance();
        auto* const field = make<field_expression>(expression_kind::field, where);
        field->left = e;
        field->name = expect_field_name("the name of a field");
        e = field;
        break;
      }
      case token_kind::left_bracket: {
        advance();
        auto* const index = make<index_expression>(expression_kind::index, where);
        index->left = e;
        index->key = parse_expression();
        index->close_line = token_.where.line;
        expect_close(token_kind::right_bracket, {token_kind::left_bracket, where},
                     "add the missing ']'");
        e = index;
        break;
      }
      case token_kind::colon: {
        advance();
        e = parse_call(e, expect_field_name(method_name), where);
        break;
      }
      case token_kind::left_paren:
        if (last_.kind == token_kind::right_paren && where.line > last_.end_line) {
          fail(token_,
               "ambiguous syntax (function call x new statement) near '('; for a new "
               "statement write ';' before it, for a call put it on the line of the ')'");
          return e;
        }
        [[fallthrough]];
      case token_kind::string:
      case token_kind::left_brace: e = parse_call(e, {}, where); break;
      default: return e;
    }
  }
}

expression* parser::parse_call(expression* callee, name_ref method, position where) {
  auto* const result = make<call_expression>(expression_kind::call, where);
  result->left = callee;
  result->method = method;
  result->style = call_style::bare;
  list<expression*> arguments{*this};
  if (at(token_kind::string)) {
    arguments.add(make_literal(expression_kind::string));
  } else if (at(token_kind::left_brace)) {
    arguments.add(parse_table());
  } else if (at(token_kind::left_paren)) {
    const opening opened{token_kind::left_paren, token_.where};
    result->style = call_style::parens;
    advance();
    if (!at(token_kind::right_paren)) {
      do
        arguments.add(parse_expression());
      while (accept(token_kind::comma));
    }
    result->close_line = token_.where.line;
    expect_close(token_kind::right_paren, opened, "arguments are separated by ','");
  } else {
    fail_near(token_, "function arguments expected", method_remedy);
  }
  result->arguments = arguments.take();
  note_require(*result);
  return result;
}

void parser::note_require(const call_expression& call) {
  if (erased_ != 0 || call.method.id != no_symbol || call.left->kind != expression_kind::name
      || call.arguments.size() != 1 || call.arguments[0]->kind != expression_kind::string)
    return;
  const auto& callee = static_cast<const name_expression&>(*call.left);
  if (callee.name != known::require || callee.target != nullptr)
    return;
  const auto& name = static_cast<const literal_expression&>(*call.arguments[0]);
  required_.push_back({decode_string(name.text), name.where.line});
}

expression* parser::parse_table() {
  const opening opened{token_kind::left_brace, token_.where};
  advance();
  auto* const result = make<table_expression>(expression_kind::table, opened.where);
  list<table_field> fields{*this};
  while (!at(token_kind::right_brace)) {
    fields.add(parse_table_field());
    result->ends_with_separator = accept(token_kind::comma) || accept(token_kind::semicolon);
    if (!result->ends_with_separator)
      break;
  }
  result->fields = fields.take();
  result->close_line = token_.where.line;
  expect_close(token_kind::right_brace, opened,
               at(token_kind::colon)    ? "a field is written 'name = value'"
               : at(token_kind::assign) ? "a key that is no name is written '[key] = value'"
                                        : "fields are separated by ','");
  return result;
}

table_field parser::parse_table_field() {
  table_field field{table_field_kind::item, {}, nullptr, nullptr};
  if (at(token_kind::left_bracket)) {
    const opening opened{token_kind::left_bracket, token_.where};
    advance();
    field.kind = table_field_kind::keyed;
    field.key = parse_expression();
    expect_close(token_kind::right_bracket, opened, "add the missing ']'");
    expect(token_kind::assign, "a keyed field is written '[key] = value'");
  } else if (at_field_name() && ahead().kind == token_kind::assign) {
    field.kind = table_field_kind::named;
    field.name = take_name();
    advance();
  }
  if (field.kind == table_field_kind::item && is_reserved(token_.kind)
      && ahead().kind == token_kind::assign) {
    const std::string word{lexer_.text(token_)};
    fail_near(token_, "unexpected symbol",
              "'" + word + "' is a reserved word; write [\"" + word + "\"] = ...");
  }
  field.value = parse_expression();
  return field;
}

}  // namespace troupe::syntax
