#include "runtime/syntax/unclosed.hpp"

#include "runtime/syntax/characters.hpp"
#include "runtime/syntax/lexer.hpp"

#include <vector>

namespace troupe::syntax {

namespace {

struct open_block {
  token_kind kind;
  uint32_t line;
  std::string_view indentation;  // of the line it begins on
  bool awaits_do;
};

// The blanks before the first token of a line.
std::string_view blanks_before(std::string_view source, uint32_t offset) {
  uint32_t start = offset;
  while (start > 0 && is_blank(source[start - 1]))
    --start;
  return source.substr(start, offset - start);
}

// Whether the token opens a block that has an `end` or `until` of its own.
bool opens(const token& t, const token& behind, const std::vector<open_block>& open) {
  switch (t.kind) {
    case token_kind::kw_if:
    case token_kind::kw_while:
    case token_kind::kw_for:
    case token_kind::kw_repeat: return true;
    case token_kind::kw_function:
      return open.empty() || open.back().kind != token_kind::kw_interface;
    case token_kind::kw_interface: return behind.kind == token_kind::name;
    case token_kind::kw_do: return open.empty() || !open.back().awaits_do;
    default: return false;
  }
}

}  // namespace

std::string unclosed_remedy(std::string_view source) {
  symbols names;
  report problems{source};
  lexer tokens{source, names, problems};
  std::vector<open_block> open;
  token_kind before = token_kind::end_of_file;
  uint32_t line = 0;
  uint32_t else_if_line = 0;
  std::string_view indentation;
  for (token t = tokens.next(); t.kind != token_kind::end_of_file;) {
    const bool first_on_line = t.where.line != line;
    if (first_on_line)
      indentation = blanks_before(source, t.where.offset);
    const token behind = tokens.next();
    const bool field = before == token_kind::dot || before == token_kind::colon;
    if (field) {
      // A soft keyword as a name.
    } else if (opens(t, behind, open)) {
      if (t.kind == token_kind::kw_if && before == token_kind::kw_else && !first_on_line)
        else_if_line = t.where.line;
      open.push_back({t.kind, t.where.line, indentation,
                      t.kind == token_kind::kw_while || t.kind == token_kind::kw_for});
    } else if (t.kind == token_kind::kw_do) {
      open.back().awaits_do = false;
    } else if (t.kind == token_kind::kw_end || t.kind == token_kind::kw_until) {
      if (open.empty())
        return {};
      const open_block closed = open.back();
      open.pop_back();
      if (first_on_line && closed.line != t.where.line
          && closed.indentation.size() > indentation.size()
          && closed.indentation.starts_with(indentation))
        return "; by the indentation it belongs to '" + std::string{spelling(closed.kind)}
               + "' at line " + std::to_string(closed.line);
    }
    before = t.kind;
    line = t.end_line;
    t = behind;
  }
  if (else_if_line != 0)
    return "; 'else if' at line " + std::to_string(else_if_line) + " opens a block of its own, write 'elseif'";
  return {};
}

}  // namespace troupe::syntax
