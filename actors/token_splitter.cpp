#include "actors/token_splitter.hpp"

#include "config/limits.hpp"

namespace troupe::actors {

using runtime::token_kind;

namespace {

// What a byte that begins no character of UTF-8 is shown as.
constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool is_blank(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

bool continues(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// Bytes of the character that begins so; 0 if none does.
size_t rune_size(char first) noexcept {
  const auto c = static_cast<unsigned char>(first);
  return c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
}

// Whether the second byte may follow the first: no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool fits(char first, char second) noexcept {
  const auto a = static_cast<unsigned char>(first);
  const auto b = static_cast<unsigned char>(second);
  return continues(second) && !(a == 0xE0 && b < 0xA0) && !(a == 0xED && b >= 0xA0) && !(a == 0xF0 && b < 0x90) && !(a == 0xF4 && b >= 0x90);
}

}  // namespace

void token_splitter::feed(std::string_view bytes) {
  bytes_.erase(0, at_);
  at_ = 0;
  bytes_ += bytes;
  ended_ = ended_ || bytes.empty();
}

token_splitter::found token_splitter::take(size_t used) noexcept {
  at_ += used;
  return found::token;
}

token_splitter::found token_splitter::incomplete(size_t bytes) const noexcept {
  if (bytes > limits::scanner_token_bytes_max)
    return found::too_long;
  return ended_ ? found::end : found::needs_more;
}

token_splitter::found token_splitter::next(std::string_view& token) {
  const std::string_view rest = std::string_view{bytes_}.substr(at_);
  switch (kind_) {
    case token_kind::lines: return next_line(rest, token);
    case token_kind::words: return next_word(rest, token);
    case token_kind::runes: return next_rune(rest, token);
    case token_kind::bytes: break;
  }
  if (rest.empty())
    return incomplete(0);
  token = rest.substr(0, 1);
  return take(1);
}

// Without its end, which is a line feed, or a carriage return and one. What follows the last end is a line unless it is empty.
token_splitter::found token_splitter::next_line(std::string_view rest, std::string_view& token) {
  const size_t end = rest.find('\n');
  if (end == std::string_view::npos && (!ended_ || rest.empty() || rest.size() > limits::scanner_token_bytes_max))
    return incomplete(rest.size());
  token = rest.substr(0, end);
  if (token.size() > limits::scanner_token_bytes_max)
    return found::too_long;
  const size_t used = end == std::string_view::npos ? rest.size() : end + 1;
  if (token.ends_with('\r'))
    token.remove_suffix(1);
  return take(used);
}

token_splitter::found token_splitter::next_word(std::string_view rest, std::string_view& token) {
  size_t begin = 0;
  while (begin < rest.size() && is_blank(rest[begin]))
    ++begin;
  at_ += begin;
  rest.remove_prefix(begin);
  size_t size = 0;
  while (size < rest.size() && !is_blank(rest[size]))
    ++size;
  if (size > limits::scanner_token_bytes_max)
    return found::too_long;
  if (size == 0 || (size == rest.size() && !ended_))
    return incomplete(size);
  token = rest.substr(0, size);
  return take(size);
}

token_splitter::found token_splitter::next_rune(std::string_view rest, std::string_view& token) {
  if (rest.empty())
    return incomplete(0);
  const size_t size = rune_size(rest.front());
  size_t good = size == 0 ? 0 : 1;
  while (good != 0 && good < size && good < rest.size() && (good == 1 ? fits(rest[0], rest[1]) : continues(rest[good])))
    ++good;
  if (good != 0 && good < size && good == rest.size() && !ended_)
    return found::needs_more;
  if (good != 0 && good == size) {
    token = rest.substr(0, size);
    return take(size);
  }
  token = replacement;
  return take(1);
}

}  // namespace troupe::actors
