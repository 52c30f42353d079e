#include "actors/token_splitter.hpp"

#include "config/limits.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace troupe;
using namespace troupe::actors;
using runtime::token_kind;

namespace {

// All tokens of a text that comes in pieces of so many bytes, each followed by `|`; `!` where one is too long.
std::string split(token_kind kind, std::string_view text, size_t piece) {
  token_splitter splitter{kind};
  std::string all;
  for (;;) {
    std::string_view token;
    switch (splitter.next(token)) {
      case token_splitter::found::token: all += std::string{token} + "|"; break;
      case token_splitter::found::end: return all;
      case token_splitter::found::too_long: return all + "!";
      case token_splitter::found::needs_more:
        splitter.feed(text.substr(0, piece));
        text.remove_prefix(std::min(piece, text.size()));
        break;
    }
  }
}

}  // namespace

TEST_CASE("token_splitter: however the bytes come, the tokens are the same") {
  struct sample {
    token_kind kind;
    std::string_view text;
    std::string_view tokens;
  };
  const std::vector<sample> samples{
    {token_kind::lines, "", ""},
    {token_kind::lines, "a\nbc\r\n\nd", "a|bc||d|"},
    {token_kind::lines, "a\n", "a|"},
    {token_kind::lines, "\n\n", "||"},
    {token_kind::lines, "a\rb\r", "a\rb|"},
    {token_kind::words, "  one\ttwo \n three  ", "one|two|three|"},
    {token_kind::words, " \n ", ""},
    {token_kind::bytes, "ab\n", "a|b|\n|"},
    {token_kind::runes, "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", "a|\xC3\xA4|\xE2\x82\xAC|\xF0\x9F\x98\x80|"},
    {token_kind::runes, "\xFFz\xE2\x82", "\xEF\xBF\xBD|z|\xEF\xBF\xBD|\xEF\xBF\xBD|"},
    {token_kind::runes, "\xED\xA0\x80", "\xEF\xBF\xBD|\xEF\xBF\xBD|\xEF\xBF\xBD|"},
  };
  for (const sample& each : samples)
    for (const size_t piece : {1, 2, 3, 100}) {
      CAPTURE(each.text);
      CAPTURE(piece);
      CHECK(split(each.kind, each.text, piece) == each.tokens);
    }
}

TEST_CASE("token_splitter: a token has a longest size, and what is no token has none") {
  const std::string most(limits::scanner_token_bytes_max, 'x');
  for (const token_kind kind : {token_kind::lines, token_kind::words}) {
    CHECK(split(kind, "a\n" + most + "\nb", 4096) == "a|" + most + "|b|");
    CHECK(split(kind, "a\n" + most + "y\nb", 4096) == "a|!");
    CHECK(split(kind, most + "y", 4096) == "!");
  }
  CHECK(split(token_kind::words, std::string(limits::scanner_token_bytes_max * 3, ' ') + "w", 4096) == "w|");
}
