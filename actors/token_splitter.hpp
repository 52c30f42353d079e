// Bytes that come in pieces, cut into tokens: lines, words, bytes, or the characters of UTF-8 (io-modules.md section 5).
//
// Thread: one at a time.
#pragma once

#include "runtime/effect.hpp"

#include <string>
#include <string_view>

namespace troupe::actors {

class token_splitter {
public:
  explicit token_splitter(runtime::token_kind kind) : kind_(kind) {}

  // What more there is; nothing: that was all.
  void feed(std::string_view bytes);

  // too_long: a token of more than limits::scanner_token_bytes_max; nothing comes after it.
  enum class found : uint8_t { token, needs_more, end, too_long };
  // The token lives until the next call of anything here.
  found next(std::string_view& token);

private:
  found next_line(std::string_view rest, std::string_view& token);
  found next_word(std::string_view rest, std::string_view& token);
  found next_rune(std::string_view rest, std::string_view& token);
  found take(size_t used) noexcept;
  found incomplete(size_t bytes) const noexcept;

  runtime::token_kind kind_;
  std::string bytes_;
  size_t at_ = 0;  // up to here it is given out
  bool ended_ = false;
};

}  // namespace troupe::actors
