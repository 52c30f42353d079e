// What is wrong with a definition file, and how to put it right: all findings of a load or a check, collected before any is shown.
//
// Thread: plain values.
#pragma once

#include "config/document.hpp"
#include "config/errc.hpp"
#include "config/types.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace troupe {

enum class severity : uint8_t { warning, error };

struct diagnostic {
  severity level = severity::error;
  source_mark mark;     // where; may be unknown (made at run time, by a flag)
  entry_id entry;       // empty if the finding concerns no entry
  std::string message;  // what is wrong
  std::string remedy;   // what to do about it, "" if there is nothing to say

  // `workers.yaml:12:5: error: entry app:pool: message (remedy)`; parts that are unknown are left out.
  std::string text() const;

  // The same without `error: ` or `warning: `, for a log record that has a level of its own.
  std::string body() const;
};

class diagnostics {
public:
  void add(diagnostic finding);
  void add(diagnostics findings);

  void error(source_mark mark, std::string message, std::string remedy = {});
  void error(source_mark mark, const entry_id& entry, std::string message, std::string remedy = {});
  void warn(source_mark mark, std::string message, std::string remedy = {});
  void warn(source_mark mark, const entry_id& entry, std::string message, std::string remedy = {});

  bool empty() const noexcept { return findings_.empty(); }
  bool has_errors() const noexcept { return errors_ != 0; }
  size_t error_count() const noexcept { return errors_; }
  size_t size() const noexcept { return findings_.size(); }
  auto begin() const noexcept { return findings_.begin(); }
  auto end() const noexcept { return findings_.end(); }

  // One finding a line, in the order they were found, no trailing newline.
  std::string text() const;

  // The errors alone, as one failure; no error if there are none.
  caf::error failure(errc code = errc::invalid) const;

private:
  std::vector<diagnostic> findings_;
  size_t errors_ = 0;
};

// The closest of `known` to a misspelt word, or "" if none is close: for "did you mean". A third of the letters may be wrong, at most
// `mistakes_max`.
std::string_view nearest_name(std::string_view word, const std::vector<std::string_view>& known,
                              size_t mistakes_max = 8);

// The same for an id, as text: the closest name in its own namespace, else the closest of the other namespaces.
std::string nearest_id(const entry_id& wanted, const std::vector<entry_id>& known);

// `did you mean app:pool?`, a remedy, and the same as the end of a text: ` (did you mean app:pool?)`. "" without a name.
std::string did_you_mean(std::string_view near);
std::string suggestion(std::string_view near);

}  // namespace troupe
