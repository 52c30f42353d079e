// Identities as distinct types, so that one cannot be passed where another is meant.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace troupe {

// The identity of an entry: `namespace:name`. Text splits at the first colon; the rest, dots and colons included, is name.
struct entry_id {
  std::string ns;
  std::string name;

  // Never fails: without a colon the namespace is empty.
  static entry_id parse(std::string_view text);

  // As parse, but a bare name belongs to `home`.
  static entry_id relative(std::string_view text, std::string_view home);

  std::string text() const;
  bool empty() const noexcept { return ns.empty() && name.empty(); }

  auto operator<=>(const entry_id&) const = default;
};

// A text that lives as long as the program; equal texts share one address. For identities that are few and compared often.
const std::string* intern(std::string_view text);

// A process of this node: `{host|0x0000a}`. The number alone is unique in a run; the host is part of the text.
//
// Two more things are called by a PID. A workflow is a number of the journal's with `workflow_bit`, and its text is the journal's to say.
// With `written_bit` the PID is one that somebody wrote down, a record of earlier days say: `host` is then the whole text, and whoever made
// it keeps it.
struct process_id {
  static constexpr uint64_t workflow_bit = uint64_t{1} << 63U;
  static constexpr uint64_t written_bit = uint64_t{1} << 62U;

  const std::string* host = nullptr;  // interned
  uint64_t number = 0;                // 0 is nobody

  bool is_workflow() const noexcept { return (number & workflow_bit) != 0; }
  std::string text() const;
  explicit operator bool() const noexcept { return number != 0; }
  friend bool operator==(process_id a, process_id b) noexcept { return a.number == b.number; }
};

// How workflows are called; `{|}` before it is set. Once, by whoever opens a journal; null again before it closes.
void set_workflow_names(std::function<std::string(process_id)> text_of);

// What a text that looks like a PID says, before anyone asks whether such a process lives.
struct parsed_pid {
  std::string host;
  std::string id;
};

// Accepts `{host|id}`, `{node@host|id}` and the legacy `{host|x|id}`. On failure `problem` names what is missing.
std::optional<parsed_pid> parse_pid(std::string_view text, std::string_view& problem);

// The number in `0x0000a`; nothing for other spellings.
std::optional<uint64_t> parse_process_number(std::string_view id) noexcept;

}  // namespace troupe

template <>
struct std::hash<troupe::entry_id> {
  size_t operator()(const troupe::entry_id& id) const noexcept {
    return std::hash<std::string>{}(id.ns) * 1099511628211ULL ^ std::hash<std::string>{}(id.name);
  }
};
