// Function bodies of the parser: parameters, results, statements.
#include "runtime/syntax/parser.hpp"

namespace troupe::syntax {

// From behind the name (or `function`) to behind `end`.
function_body* parser::parse_function_body(position where, bool has_self) {
  function_body* const result = memory_.make<function_body>();
  result->where = where;
  result->has_self = has_self;
  result->type_parameters = parse_type_parameters();
  const opening paren{token_kind::left_paren, token_.where};
  expect(token_kind::left_paren, "a function has a list of parameters, perhaps an empty one: '()'");
  result->parameters = parse_parameters(*result);
  expect_close(token_kind::right_paren, paren, "parameters are separated by ','");
  result->results = parse_results_annotation();

  result->body = memory_.make<block>();
  scope_.open_function(where, result->is_vararg ? parameter_kind::vararg : parameter_kind::fixed);
  if (!problems_.failed())
    for (variable* parameter : result->parameters)
      scope_.declare(parameter);
  parse_statements(*result->body);
  scope_.close_function();
  expect_close(token_kind::kw_end, {token_kind::kw_function, where}, "add the missing 'end'");
  return result;
}

std::span<variable* const> parser::parse_parameters(function_body& into) {
  list<variable*> parameters{*this};
  if (into.has_self)
    parameters.add(make_variable({known::self, into.where}));
  if (at(token_kind::right_paren))
    return parameters.take();
  do {
    if (accept(token_kind::ellipsis)) {
      into.is_vararg = true;
      into.vararg_type = parse_optional_annotation();
      if (at(token_kind::comma))
        fail_near(token_, "')' expected", "'...' is the last parameter");
      break;
    }
    const name_ref name = expect_name("a parameter");
    if (at(token_kind::question) || at(token_kind::question_colon))
      fail_near(token_, "')' expected", "an optional parameter is written 'x: T?'");
    if (at(token_kind::assign))
      fail_near(token_, "')' expected",
                "parameters have no default values; write 'x = x or ...' in the body");
    const type* const annotation = parse_optional_annotation();
    parameters.add(make_variable(name, annotation));
  } while (accept(token_kind::comma));
  return parameters.take();
}

// [<T, U: Bound>]
std::span<const type_parameter> parser::parse_type_parameters() {
  const opening opened{token_kind::less, token_.where};
  if (!accept(token_kind::less))
    return {};
  uses_types_ = true;
  list<type_parameter> parameters{*this};
  do {
    type_parameter parameter{expect_name("a type parameter"), nullptr};
    parameter.bound = parse_optional_annotation();
    parameters.add(parameter);
  } while (accept(token_kind::comma));
  split_token();
  expect_close(token_kind::greater, opened, "type parameters are separated by ','");
  return parameters.take();
}

// [: T, U] or [: (T, U)] or [: ()]
result_types parser::parse_results_annotation() {
  if (!accept(token_kind::colon))
    return {};
  uses_types_ = true;
  result_types first = parse_results();
  if (!at(token_kind::comma))
    return first;
  if (first.list.size() != 1) {
    fail_near(token_, "the body of the function expected",
              "results are listed either in brackets or without");
    return first;
  }
  list<const type*> types{*this};
  types.add(first.list[0]);
  while (accept(token_kind::comma))
    types.add(parse_type());
  first.list = types.take();
  return first;
}

}  // namespace troupe::syntax
