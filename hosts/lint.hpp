// What `troupe lint` finds in the Lua entries of a bundle, all of them, without starting anything (cli.md, "lint").
//
// Thread: plain functions.
#pragma once

#include "registry/snapshot.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace troupe::hosts {

enum class lint_level : uint8_t { hint, warning, error };

struct lint_finding {
  entry_id entry;
  std::string code;
  lint_level level = lint_level::error;
  std::string message;
  source_mark place;     // the file, with line and column if it is the source's own; else the definition
  uint32_t line = 0;     // of the source, or of the definition where that is what is wrong
  uint32_t column = 0;
  std::string excerpt;   // the line with a caret below it, or ""
};

struct lint_request {
  std::string name_space;          // exact, or `a.*` for a and what is below it; "" for all
  std::vector<std::string> codes;  // empty for all
  lint_level least = lint_level::warning;
  bool rules = false;              // W0001 and up
};

struct lint_result {
  std::vector<lint_finding> findings;  // by entry, then in source order
  size_t entries = 0;                  // that were looked at

  size_t count(lint_level level) const;
};

lint_result lint(const registry::snapshot& entries, const lint_request& request);

}  // namespace troupe::hosts
