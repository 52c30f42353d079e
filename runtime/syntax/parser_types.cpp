// Types of the parser: the grammar of spec/lua-language.md §1.5. Names of its productions stand beside the functions.
#include "runtime/syntax/parser.hpp"

namespace troupe::syntax {

namespace {

// Whether a branch of a conditional type can begin with it; a leading `|` or `&` is left to the type before.
constexpr bool begins_type(token_kind kind) {
  using enum token_kind;
  switch (kind) {
    case kw_nil:
    case kw_true:
    case kw_false:
    case string:
    case number:
    case minus:
    case name:
    case left_brace:
    case left_paren:
    case kw_readonly:
    case kw_fun:
    case kw_interface:
    case kw_asserts:
    case kw_typeof:
    case kw_keyof: return true;
    default: return false;
  }
}

}  // namespace

// [: T]
const type* parser::parse_optional_annotation() {
  if (!accept(token_kind::colon))
    return nullptr;
  uses_types_ = true;
  return parse_type();
}

// T, where something of the same construct follows: a bracket, a comma, a keyword.
const type* parser::parse_type() {
  const right_edge outer = std::exchange(edge_, {});
  const type* const result = parse_open_type();
  edge_ = outer;
  return result;
}

// The T of a cast, behind `as` or `::`.
const type* parser::parse_cast_type() {
  const right_edge outer = std::exchange(edge_, {.operators = true});
  const type* const result = parse_open_type();
  edge_ = outer;
  return result;
}

// T at the right edge of a larger type: what follows is what follows that.
const type* parser::parse_open_type() {
  const level nested{*this};
  if (at(token_kind::bar) || at(token_kind::ampersand))
    advance();  // unions over several lines like to begin each line alike
  return parse_type_from(parse_type_operand());
}

// The rest of T behind its first S.
const type* parser::parse_type_from(const type* first) {
  if (at(token_kind::kw_extends))
    return parse_conditional(first);
  // Each change between | and & puts what stands to the left one level deeper.
  const uint32_t depth = depth_;
  while (at(token_kind::bar) || at(token_kind::ampersand)) {
    const token_kind op = token_.kind;
    enter();
    auto* const combined = make<combined_type>(
      op == token_kind::bar ? type_kind::union_of : type_kind::intersection, first->where);
    list<const type*> members{*this};
    members.add(first);
    while (accept(op))
      members.add(parse_type_operand());
    combined->members = members.take();
    first = combined;
  }
  depth_ = depth;
  return first;
}

// S extends S ? T : T
const type* parser::parse_conditional(const type* subject) {
  auto* const result = make<conditional_type>(type_kind::conditional, token_.where);
  result->subject = subject;
  advance();
  const bool outer = std::exchange(edge_.condition, true);
  result->bound = parse_type_operand();
  edge_.condition = outer;
  expect(token_kind::question, "a conditional type is written 'A extends B ? C : D'");
  result->then_type = parse_type();
  expect(token_kind::colon, "a conditional type is written 'A extends B ? C : D'");
  result->else_type = parse_open_type();
  return result;
}

// S
const type* parser::parse_type_operand() {
  return parse_type_suffixes(parse_type_primary());
}

// The [], [T], validators and ? behind a P, in any order.
const type* parser::parse_type_suffixes(const type* inner) {
  const uint32_t depth = depth_;
  for (;;) {
    if (at(token_kind::left_bracket)) {
      enter();
      inner = parse_bracket_suffix(inner);
    } else if (at(token_kind::at)) {
      enter();
      auto* const annotated = make<annotated_type>(type_kind::annotated, inner->where);
      annotated->inner = inner;
      annotated->annotations = parse_annotations();
      inner = annotated;
    } else if (at(token_kind::question) && (!edge_.condition || !begins_type(ahead().kind))) {
      advance();
      if (inner->kind == type_kind::optional)
        continue;
      enter();
      auto* const optional = make<optional_type>(type_kind::optional, inner->where);
      optional->inner = inner;
      inner = optional;
    } else {
      depth_ = depth;
      return inner;
    }
  }
}

// P
const type* parser::parse_type_primary() {
  switch (token_.kind) {
    case token_kind::kw_nil:
    case token_kind::kw_true:
    case token_kind::kw_false:
    case token_kind::string:
    case token_kind::number:
    case token_kind::minus: return parse_literal_type();
    case token_kind::name: return parse_named_type();
    case token_kind::left_brace: return parse_brace_type(false, token_.where);
    case token_kind::kw_readonly: {
      const position where = token_.where;
      advance();
      if (at(token_kind::left_brace))
        return parse_brace_type(true, where);
      expect(token_kind::left_brace, "only '{ ... }' can be readonly");
      return dummy_type();
    }
    case token_kind::left_paren: return parse_group_type();
    case token_kind::kw_fun: return parse_fun_type();
    case token_kind::kw_interface: return parse_interface_type();
    case token_kind::kw_asserts: return parse_asserts();
    case token_kind::kw_typeof: return parse_type_of();
    case token_kind::kw_keyof: return parse_key_of();
    case token_kind::kw_function:
      fail_near(token_, "type expected", "a function type is written '(T) -> R' or 'fun(x: T): R'");
      return dummy_type();
    default:
      fail_near(token_, "type expected",
                at(token_kind::question) ? "an optional type has its '?' behind it: 'T?'"
                : is_soft(token_.kind) ? "this word does not begin a type"
                : is_reserved(token_.kind)
                  ? "a reserved word is no type"
                  : "types begin with a name, a literal, '{', '(' or 'fun'");
      return dummy_type();
  }
}

const type* parser::parse_literal_type() {
  auto* const result = make<literal_type>(type_kind::literal, token_.where);
  result->token = token_.kind;
  result->text = lexer_.text(token_);
  if (accept(token_kind::minus)) {
    if (!at(token_kind::number)) {
      fail_near(token_, "<number> expected", "a '-' in a type begins a negative number");
      return result;
    }
    // The sign and what may stand between it and the number.
    const char* const sign = result->text.data();
    result->token = token_kind::number;
    result->text = {sign, token_.end_offset() - result->where.offset};
  }
  advance();
  return result;
}

// Name | Name.Name | Name<T,...>
const type* parser::parse_named_type() {
  auto* const result = make<named_type>(type_kind::named, token_.where);
  list<name_ref> path{*this};
  result->target = scope_.find(token_.name);
  path.add(take_name());
  while (accept(token_kind::dot))
    path.add(expect_field_name("the name of a type"));
  result->path = path.take();
  if (at(token_kind::less))
    result->arguments = edge_.operators ? try_type_arguments() : parse_type_arguments();
  return result;
}

type_list parser::parse_type_arguments() {
  const opening opened{token_kind::less, token_.where};
  advance();
  list<const type*> arguments{*this};
  do
    arguments.add(parse_type());
  while (accept(token_kind::comma));
  split_token();
  expect_close(token_kind::greater, opened, "type arguments are separated by ','");
  return arguments.take();
}

// In `x as T < y` the `<` is an operator; in `x as T<U>` it is not. If no list of types follows, nothing was read.
type_list parser::try_type_arguments() {
  const lexer::mark place = lexer_.save();
  const token current = token_;
  const token last = last_;
  const size_t problems = problems_.size();
  const size_t required = required_.size();
  const size_t types = types_.size();
  const type_list arguments = parse_type_arguments();
  if (!problems_.failed())
    return arguments;
  problems_.rewind(problems);
  lexer_.restore(place);
  token_ = current;
  last_ = last;
  has_ahead_ = false;
  required_.resize(required);
  types_.resize(types);
  return {};
}

// { T } | { [T]: T } | { } | { Field,... }
const type* parser::parse_brace_type(bool readonly, position where) {
  const opening opened{token_kind::left_brace, token_.where};
  advance();
  if (at(token_kind::right_brace)
      || (at_field_name()
          && (ahead().kind == token_kind::colon || ahead().kind == token_kind::question_colon)))
    return parse_record(where, readonly, false);
  const opening bracket{token_kind::left_bracket, token_.where};
  if (accept(token_kind::left_bracket)) {
    auto* const map = make<map_type>(type_kind::map, where);
    map->readonly = readonly;
    map->key = parse_type();
    expect_close(token_kind::right_bracket, bracket, "a map type is written '{[K]: V}'");
    expect(token_kind::colon, "a map type is written '{[K]: V}'");
    map->value = parse_type();
    accept(token_kind::comma);
    expect_close(token_kind::right_brace, opened,
                 "a map type has one key and one value type: '{[K]: V}'");
    return map;
  }
  auto* const array = make<array_type>(type_kind::array, where);
  array->readonly = readonly;
  array->element = parse_type();
  expect_close(
    token_kind::right_brace, opened,
    at(token_kind::comma)
      ? "an array type has one element type '{T}', a record has names '{a: T, b: U}'"
    : at(token_kind::assign) ? "a field of a record type is written 'name: T' or 'name?: T'"
    : at(token_kind::assign) ? "a field of a record type is written 'name: T' or 'name?: T'"
                             : "an array type is written '{T}'");
  return array;
}

// From the first field to behind the `}`.
const type* parser::parse_record(position where, bool readonly, bool is_interface) {
  const opening opened{token_kind::left_brace, last_.where};
  auto* const result = make<record_type>(type_kind::record, where);
  result->readonly = readonly;
  result->is_interface = is_interface;
  list<record_field> fields{*this};
  while (!at(token_kind::right_brace)) {
    if (at(token_kind::left_bracket))
      fail_near(token_, "<name> expected", "a record cannot mix named fields with '[K]: V'");
    fields.add(parse_record_field());
    if (!accept(token_kind::comma))
      break;
  }
  result->fields = fields.take();
  expect_close(token_kind::right_brace, opened,
               at(token_kind::semicolon) ? "fields of a record type are separated by ',', not ';'"
                                         : "fields of a record type are separated by ','");
  return result;
}

// Field
record_field parser::parse_record_field() {
  record_field field{expect_field_name("the name of a field"), nullptr, false};
  field.optional = at(token_kind::question_colon);
  if (!accept(token_kind::question_colon))
    expect(token_kind::colon, at(token_kind::assign)
                                ? "a field of a record type is written "
                                  "'name: T' or 'name?: T'"
                                : "fields are written 'name: T' or 'name?: T'");
  field.value = parse_type();
  return field;
}

// interface { [Field,...] }
const type* parser::parse_interface_type() {
  const position where = token_.where;
  advance();
  if (!expect(token_kind::left_brace, "an interface type is written 'interface { name: T }'"))
    return dummy_type();
  return parse_record(where, false, true);
}

// asserts Name [is T]
const type* parser::parse_asserts() {
  auto* const result = make<asserts_type>(type_kind::asserts, token_.where);
  advance();
  result->name = expect_name("the name of a parameter");
  if (accept(token_kind::kw_is))
    result->tested = parse_open_type();
  return result;
}

// typeof ( e ): the expression is checked but never runs.
const type* parser::parse_type_of() {
  auto* const result = make<type_of_type>(type_kind::type_of, token_.where);
  advance();
  const opening paren{token_kind::left_paren, token_.where};
  expect(token_kind::left_paren, "it is written 'typeof(value)'");
  ++erased_;
  result->value = parse_expression();
  --erased_;
  expect_close(token_kind::right_paren, paren, "it is written 'typeof(value)'");
  return result;
}

// keyof ( T )
const type* parser::parse_key_of() {
  auto* const result = make<key_of_type>(type_kind::key_of, token_.where);
  advance();
  const opening paren{token_kind::left_paren, token_.where};
  expect(token_kind::left_paren, "it is written 'keyof(T)'");
  result->object = parse_type();
  expect_close(token_kind::right_paren, paren, "it is written 'keyof(T)'");
  return result;
}

// P [ ] | P [ T ]
const type* parser::parse_bracket_suffix(const type* inner) {
  const opening opened{token_kind::left_bracket, token_.where};
  advance();
  if (accept(token_kind::right_bracket)) {
    auto* const array = make<array_type>(type_kind::array, inner->where);
    array->element = inner;
    return array;
  }
  auto* const index = make<index_type>(type_kind::index, inner->where);
  index->object = inner;
  index->index = parse_type();
  expect_close(token_kind::right_bracket, opened,
               "'T[]' is an array, 'T[\"name\"]' a field's type");
  return index;
}

// Annots. The arguments never run; a bracket on the next line begins a statement.
std::span<const annotation> parser::parse_annotations() {
  list<annotation> annotations{*this};
  while (accept(token_kind::at)) {
    annotation added{expect_field_name("the name of a validator"), {}};
    if (at(token_kind::left_paren) && token_.where.line == last_.end_line) {
      const opening paren{token_kind::left_paren, token_.where};
      advance();
      ++erased_;
      if (!at(token_kind::right_paren))
        added.arguments = parse_expressions();
      --erased_;
      expect_close(token_kind::right_paren, paren, "arguments are separated by ','");
    }
    annotations.add(added);
  }
  return annotations.take();
}

}  // namespace troupe::syntax
