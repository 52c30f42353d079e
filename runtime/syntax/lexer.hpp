// Source bytes to tokens, one at a time.
//
// Invariants: tokens are slices of the source; nothing is copied but the hash of a name. After a failure only end_of_file comes.
// Line breaks are "\n", "\r" and the pairs of both, as LuaJIT counts them.
#pragma once

#include "runtime/syntax/report.hpp"
#include "runtime/syntax/symbols.hpp"
#include "runtime/syntax/token.hpp"

#include <string>
#include <string_view>

namespace troupe::syntax {

class lexer {
public:
  // The source, the symbols and the report outlive the lexer.
  lexer(std::string_view source, symbols& names, report& problems);

  // The next token. At the end: end_of_file, placed right behind the last token, where something is missing.
  token next();

  std::string_view text(const token& t) const { return source_.substr(t.where.offset, t.length); }
  std::string_view source() const { return source_; }

  // Whether blanks, a name that is not reserved, blanks and `::` follow on the same line: with the `::` before, a label.
  bool label_follows(const token& double_colon);

  // A place to come back to, for trying out one reading of what follows.
  struct mark {
    uint32_t offset;
    uint32_t line;
    uint32_t last_end;
    uint32_t last_line;
  };
  mark save() const { return {at_, line_, last_end_, last_line_}; }
  void restore(const mark& to);

private:
  char peek(uint32_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  bool ended() const { return at_ >= source_.size(); }
  void line_break();
  bool skip_blanks_and_comments();
  bool skip_comment();
  // The number of `=` in an opening long bracket at the current place, or -1.
  int long_bracket() const;
  bool long_text(int level, position opening, std::string_view what);
  void scan_name(token& t);
  void scan_number(token& t);
  void scan_string(token& t);
  bool scan_escape(token& t);
  void scan_symbol(token& t);
  void unexpected(const token& t);
  void fail(position where, std::string message) { problems_.fail(where, std::move(message)); }

  std::string_view source_;
  symbols& names_;
  report& problems_;
  uint32_t at_ = 0;
  uint32_t line_ = 1;
  uint32_t last_end_ = 0;  // where the last token ended
  uint32_t last_line_ = 1;
};

}  // namespace troupe::syntax
