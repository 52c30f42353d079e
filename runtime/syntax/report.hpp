// The problems found in one chunk.
//
// A *failure* ends the parse: what follows it would be guesswork. A *note* does not (an undefined label, a reserved word as a
// name): the parse goes on and may find more. Only the first failure is kept.
#pragma once

#include "runtime/syntax/token.hpp"
#include "runtime/syntax/translate.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::syntax {

inline constexpr std::string_view code_syntax = "P0001";
inline constexpr std::string_view code_scope = "P0002";
inline constexpr std::string_view code_limit = "P0003";

class report {
public:
  // More notes than this help nobody, and each carries a copy of its line.
  static constexpr size_t notes_max = 20;

  explicit report(std::string_view source, size_t notes = notes_max) : source_(source), notes_(notes) {}

  void fail(position where, std::string message, std::string_view code = code_syntax);
  void note(position where, std::string message, std::string_view code = code_syntax);

  bool failed() const { return failed_; }
  bool clean() const { return !failed_ && found_.empty(); }

  // For trying out one of two readings: forgets what was found since `count` was size(). If the second reading fails too, and
  // no later than the first did, the failure of the first is the one that is reported: it understood more.
  size_t size() const { return found_.size(); }
  void rewind(size_t count);

  // In source order.
  std::vector<diagnostic> take() &&;

  // 1-based byte column; the byte order mark at the start of the source does not count.
  uint32_t column_of(position where) const;

private:
  struct problem {
    position where;
    std::string message;
    std::string_view code;
  };

  uint32_t line_start(uint32_t offset) const;

  std::string_view source_;
  size_t notes_;
  std::vector<problem> found_;
  std::optional<problem> abandoned_;  // the failure of the first reading
  bool failed_ = false;
};

}  // namespace troupe::syntax
