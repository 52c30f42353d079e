#include "runtime/syntax/symbols.hpp"

namespace troupe::syntax {

namespace {

// clang-format off
constexpr std::string_view spellings[] = {
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in",
    "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
    "goto",
    "as", "asserts", "extends", "fun", "interface", "is", "keyof", "readonly", "typeof",
    "<name>", "<number>", "<string>",
    "+", "-", "*", "/", "//", "%", "^", "#", "&", "~", "|", "<<",
    ">>", "==", "~=", "<=", ">=", "<", ">", "=",
    "(", ")", "{", "}", "[", "]", ";", ":",
    "::", ",", ".", "..", "...", "?", "?:", "!",
    "!=", "@", "->",
    "<eof>",
};
// clang-format on
static_assert(std::size(spellings) == static_cast<size_t>(token_kind::end_of_file) + 1);

// FNV-1a with a last mixing step, as the table takes its index from the low bits.
uint64_t hash_of(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash ^ (hash >> 32);
}

}  // namespace

std::string_view spelling(token_kind kind) {
  return spellings[static_cast<size_t>(kind)];
}

symbols::symbols() : slots_(1024) {
  entries_.reserve(512);
  for (uint32_t kind = 0; kind < reserved_words; ++kind)
    intern(spellings[kind]);
  for (const std::string_view word : {"type", "require", "self"})
    intern(word);
}

symbol symbols::intern(std::string_view text) {
  const uint64_t hash = hash_of(text);
  const size_t mask = slots_.size() - 1;
  size_t at = hash & mask;
  while (slots_[at] != 0) {
    const entry& candidate = entries_[slots_[at] - 1];
    if (candidate.hash == hash && candidate.text == text)
      return symbol{slots_[at] - 1};
    at = (at + 1) & mask;
  }
  entries_.push_back({text, hash});
  slots_[at] = static_cast<uint32_t>(entries_.size());
  if (entries_.size() * 2 > slots_.size())
    grow();
  return symbol{static_cast<uint32_t>(entries_.size() - 1)};
}

void symbols::grow() {
  slots_.assign(slots_.size() * 2, 0);
  const size_t mask = slots_.size() - 1;
  for (uint32_t index = 0; index < entries_.size(); ++index) {
    size_t at = entries_[index].hash & mask;
    while (slots_[at] != 0)
      at = (at + 1) & mask;
    slots_[at] = index + 1;
  }
}

}  // namespace troupe::syntax
