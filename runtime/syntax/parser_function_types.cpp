// Function types of the parser, and the lists of results they share with functions: §1.5, FP and what follows `->`.
//
// `(` may begin the parameters of a function type, a list of results or a type in brackets; only what stands behind the `)`
// tells. So a bracketed list is read first as a *group*, which then becomes one of the three.
#include "runtime/syntax/parser.hpp"

namespace troupe::syntax {

// ( [FP,...] )
parser::group parser::parse_group() {
  group result{token_.where, {}};
  const opening opened{token_kind::left_paren, token_.where};
  expect(token_kind::left_paren, "a function type lists its parameters: 'fun(x: T): R'");
  list<function_parameter> members{*this};
  if (!at(token_kind::right_paren)) {
    do
      members.add(parse_group_member());
    while (accept(token_kind::comma));
  }
  result.members = members.take();
  expect_close(token_kind::right_paren, opened, "types are separated by ','");
  return result;
}

// FP
function_parameter parser::parse_group_member() {
  function_parameter result{{no_symbol, token_.where}, nullptr, false};
  if (accept(token_kind::ellipsis)) {
    result.variadic = true;
    accept(token_kind::colon);
  } else if (at_field_name() && ahead().kind == token_kind::colon) {
    result.name = take_name();
    advance();
  } else if (at_field_name() && ahead().kind == token_kind::question_colon) {
    advance();
    fail_near(token_, "':' expected", "an optional parameter is written 'x: T?'");
  }
  result.value = parse_type();
  return result;
}

bool parser::is_single_type(const group& members) {
  return members.members.size() == 1 && members.members[0].name.id == no_symbol
         && !members.members[0].variadic;
}

// A function type, or a type in brackets.
const type* parser::parse_group_type() {
  const group members = parse_group();
  if (at(token_kind::arrow))
    return parse_arrow(members);
  if (is_single_type(members))
    return members.members[0].value;
  fail_near(token_, "'->' expected", "a function type is written '(A, B) -> R'");
  return dummy_type();
}

// From the `->`: the result takes everything to its right.
const type* parser::parse_arrow(const group& parameters) {
  auto* const result = make<function_type>(type_kind::function, parameters.where);
  result->parameters = parameters.members;
  advance();
  result->results = parse_results();
  return result;
}

// T | ( T, T,... ) | ( ), where the brackets may turn out to begin a T.
result_types parser::parse_results() {
  const level nested{*this};
  const type* first = nullptr;
  if (at(token_kind::left_paren)) {
    const group members = parse_group();
    if (at(token_kind::arrow))
      first = parse_arrow(members);
    else if (is_single_type(members))
      first = members.members[0].value;
    else
      return results_from(members);
    first = parse_type_from(parse_type_suffixes(first));
  } else {
    first = parse_open_type();
  }
  list<const type*> single{*this};
  single.add(first);
  return {true, single.take(), false};
}

result_types parser::results_from(const group& members) {
  result_types results{true, {}, false};
  list<const type*> types{*this};
  for (const function_parameter& member : members.members) {
    if (member.name.id != no_symbol) {
      problems_.fail(member.name.where, "a result list holds types without names; write '(A, B)'");
      token_.kind = token_kind::end_of_file;
      break;
    }
    types.add(member.value);
    results.last_variadic = member.variadic;
  }
  results.list = types.take();
  return results;
}

// fun ( [FP,...] ) [: results]
const type* parser::parse_fun_type() {
  auto* const result = make<function_type>(type_kind::function, token_.where);
  advance();
  result->parameters = parse_group().members;
  if (accept(token_kind::colon))
    result->results = parse_results();
  return result;
}

}  // namespace troupe::syntax
