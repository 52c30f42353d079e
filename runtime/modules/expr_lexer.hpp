// Source text of expressions to tokens. Thread: a plain object.
#pragma once

#include "config/document.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace troupe::runtime::modules {

enum class expr_token_kind : uint8_t { end, name, number, text, symbol, bad };

struct expr_token {
  expr_token_kind kind = expr_token_kind::end;
  std::string text;  // bad: what is wrong
  document value;    // number
  size_t at = 0;

  bool is(std::string_view symbol_or_word) const noexcept {
    return (kind == expr_token_kind::symbol || kind == expr_token_kind::name) && text == symbol_or_word;
  }
};

class expr_lexer {
public:
  explicit expr_lexer(std::string_view source) : source_(source) {}
  expr_token next();

private:
  void skip_blanks();
  expr_token bad(size_t at, std::string why) const { return {expr_token_kind::bad, std::move(why), {}, at}; }
  expr_token number();
  expr_token quoted(char quote);
  bool escape(std::string& to);
  char peek(size_t ahead = 0) const noexcept { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }

  std::string_view source_;
  size_t at_ = 0;
};

}  // namespace troupe::runtime::modules
