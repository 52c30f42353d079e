#include "runtime/syntax/parser.hpp"

#include "runtime/syntax/unclosed.hpp"

namespace troupe::syntax {

parser::parser(std::string_view source, arena& memory, symbols& names, report& problems)
    : memory_(memory),
      names_(names),
      problems_(problems),
      lexer_(source, names, problems),
      scope_(names, problems) {}

chunk parser::parse() {
  advance();
  chunk result;
  result.body = memory_.make<block>();
  scope_.open_function(token_.where, parameter_kind::vararg);
  parse_statements(*result.body);
  if (!at(token_kind::end_of_file))
    fail_near(token_, "'<eof>' expected",
              "no block is open here for it to close; delete it, or find the 'end' too many above");
  scope_.close_function();
  for (type_declaration* declared : types_)
    if (declared->in_place == nullptr)
      declared->bound_at_start = scope_.used_free(declared->name.id);
  result.types = memory_.copy(std::span<type_declaration* const>{types_});
  return result;
}

void parser::advance() {
  last_ = token_;
  if (has_ahead_) {
    token_ = ahead_;
    has_ahead_ = false;
  } else {
    token_ = lexer_.next();
  }
}

const token& parser::ahead() {
  if (!has_ahead_) {
    ahead_ = lexer_.next();
    has_ahead_ = true;
  }
  return ahead_;
}

bool parser::accept(token_kind kind) {
  if (!at(kind))
    return false;
  advance();
  return true;
}

void parser::enter() {
  if (++depth_ <= nesting_levels_max || problems_.failed())
    return;
  problems_.fail(token_.where,
                 "more than " + std::to_string(nesting_levels_max) + " levels of nesting near "
                   + near(token_) + "; move inner parts into local variables or functions",
                 code_limit);
  token_.kind = token_kind::end_of_file;
  has_ahead_ = false;
}

std::string parser::near(const token& t) const {
  constexpr size_t length_max = 40;
  if (t.kind == token_kind::end_of_file)
    return "'<eof>'";
  std::string_view text = lexer_.text(t);
  text = text.substr(0, text.find_first_of("\r\n"));
  return text.size() <= length_max ? "'" + std::string{text} + "'"
                                   : "'" + std::string{text.substr(0, length_max)} + "...'";
}

void parser::fail(const token& t, std::string message) {
  problems_.fail(t.where, std::move(message));
  token_.kind = token_kind::end_of_file;
  has_ahead_ = false;
}

void parser::fail_near(const token& t, std::string_view what, std::string_view remedy) {
  if (problems_.failed()) {
    token_.kind = token_kind::end_of_file;
    return;
  }
  if (t.kind == token_kind::exclamation_equal)
    remedy = unexpected_remedy(t, remedy);
  else if (t.kind == token_kind::double_colon && lexer_.label_follows(t))
    remedy = label_remedy;
  std::string message{what};
  message += " near " + near(t);
  if (!remedy.empty())
    (message += "; ") += remedy;
  fail(t, std::move(message));
}

bool parser::expect(token_kind kind, std::string_view remedy) {
  if (accept(kind))
    return true;
  fail_near(token_, "'" + std::string{spelling(kind)} + "' expected", remedy);
  return false;
}

bool parser::expect_close(token_kind kind, const opening& opened, std::string_view remedy) {
  if (accept(kind))
    return true;
  if (problems_.failed())
    return false;
  std::string help{remedy};
  if (at(token_kind::end_of_file) && kind == token_kind::kw_end)
    help += unclosed_remedy(lexer_.source());
  else if (at(token_kind::end_of_file))
    help = "add the missing '" + std::string{spelling(kind)} + "'";
  fail_near(token_,
            "'" + std::string{spelling(kind)} + "' expected (to close '"
              + std::string{spelling(opened.kind)} + "' at line "
              + std::to_string(opened.where.line) + ")",
            help);
  return false;
}

name_ref parser::take_name() {
  const name_ref result{token_.name, token_.where};
  advance();
  return result;
}

namespace {

// What to write where the name of such a thing is missing.
std::string remedy_without_name(std::string_view what) {
  if (what == "a function")
    return "a function needs a name here; as a value it is written 'local f = function(...) ... end'";
  if (what == "a loop variable")
    return "loops are written 'for i = 1, n do' or 'for k, v in pairs(t) do'";
  if (what == "a parameter")
    return "parameters are names, separated by ','";
  return "here stands " + std::string{what};
}

}  // namespace

name_ref parser::expect_name(std::string_view what) {
  if (at(token_kind::name))
    return take_name();
  if (is_soft(token_.kind)) {
    problems_.note(token_.where, "'" + std::string{lexer_.text(token_)}
                                   + "' is a reserved word of the dialect and cannot be "
                                   + std::string{what} + "; choose another name");
    return take_name();
  }
  fail_near(token_, "<name> expected",
            is_reserved(token_.kind) ? "'" + std::string{lexer_.text(token_)}
                                         + "' is a reserved word and cannot be " + std::string{what}
                                     : remedy_without_name(what));
  return {no_symbol, token_.where};
}

name_ref parser::expect_field_name(std::string_view what) {
  if (at_field_name())
    return take_name();
  std::string remedy = "here stands " + std::string{what};
  if (is_reserved(token_.kind))
    remedy = "'" + std::string{lexer_.text(token_)} + "' is a reserved word; write [\""
             + std::string{lexer_.text(token_)} + "\"] or choose another name";
  else if (what == method_name)
    remedy = method_remedy;
  fail_near(token_, "<name> expected", remedy);
  return {no_symbol, token_.where};
}

void parser::split_token() {
  const bool shift = at(token_kind::greater_greater);
  if (!shift && !at(token_kind::greater_equal))
    return;
  token rest = token_;
  rest.kind = shift ? token_kind::greater : token_kind::assign;
  rest.where.offset += 1;
  rest.length = 1;
  // A token already looked at would be lost; nothing looks ahead of a `>`.
  ahead_ = rest;
  has_ahead_ = true;
  token_.kind = token_kind::greater;
  token_.length = 1;
}

std::string_view parser::unexpected_remedy(const token& t, std::string_view otherwise) {
  using enum token_kind;
  switch (t.kind) {
    case exclamation_equal: return "'not equal' is written '~='";
    case exclamation: return "for negation write 'not'";
    case kw_fun: return "'fun' is for types; write 'function'";
    case ampersand: return "a logical and is written 'and'";
    case bar: return "a logical or is written 'or'";
    case double_slash:
    case slash: return "an operand is missing before it; comments begin with '--'";
    case assign: return "to compare, write '=='";
    case kw_typeof: return "typeof(...) is for types; the type of a value is type(v)";
    case question:
    case question_colon: return "there is no '?' operator; write 'a and b or c' or an if";
    case arrow: return "'->' is for types; a function is written 'function(...) ... end'";
    case token_kind::at: return "validators belong to types";
    case end_of_file: return "the chunk ends where a value is expected";
    default: break;
  }
  if (inline_label_ != 0 && t.where.offset == inline_label_)
    return label_remedy;
  if (is_soft(t.kind))
    return "this is a reserved word of the dialect and cannot name a variable";
  return otherwise;
}

}  // namespace troupe::syntax
