// Typed reads of the fields of a map; every wrong or missing field becomes a finding with place, field and remedy.
//
// A field is named by a path: `host.workers` is `workers` in the map `host`. A literal key with dots wins over nesting. Null counts as
// absent. Reads never stop at a finding: they answer the fallback, so that all findings appear at once.
//
//   field_reader fields{entry.data, entry.mark, entry.id, findings};
//   const auto workers = fields.integer("host.workers", 4, {.least = 1});
//   const auto quantum = fields.duration("host.quantum", 2ms);
#pragma once

#include "config/diagnostic.hpp"
#include "config/document.hpp"
#include "config/document_path.hpp"
#include "config/types.hpp"

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

struct integer_bounds {
  int64_t least = std::numeric_limits<int64_t>::min();
  int64_t most = std::numeric_limits<int64_t>::max();
  std::string_view least_text = {};  // said of a smaller number, in place of the bounds
};

class field_reader {
public:
  // `place` is used where the map itself carries no mark; `subject` may be empty. `prefix` is put before field names in messages.
  field_reader(const document& fields, source_mark place, entry_id subject, diagnostics& findings,
               std::string prefix = {});

  const document* node(std::string_view field) const noexcept;
  bool has(std::string_view field) const noexcept { return node(field) != nullptr; }

  std::string string(std::string_view field, std::string_view fallback = {});
  int64_t integer(std::string_view field, int64_t fallback, integer_bounds bounds = {});
  double number(std::string_view field, double fallback);
  bool boolean(std::string_view field, bool fallback);
  std::chrono::nanoseconds duration(std::string_view field, std::chrono::nanoseconds fallback);
  uint64_t bytes(std::string_view field, uint64_t fallback);  // `256M` or an integer
  std::string scalar(std::string_view field,
                     std::string_view fallback = {});  // any scalar, as text
  std::string choice(std::string_view field, const std::vector<std::string>& allowed,
                     std::string_view fallback);
  std::vector<std::string> strings(std::string_view field);            // a list of strings
  std::vector<std::string> string_or_strings(std::string_view field);  // or one string
  const document* map(std::string_view field, std::string remedy = {});  // null if absent or no map
  const document* list(std::string_view field);                        // null if absent or no list

  // Reports the field if it is absent (`missing field "x"`); a string that is blank counts as absent.
  bool require(std::string_view field);

  // Warns of each member of the map that is not among `known`: a misspelt setting would do nothing in silence. No map: nothing.
  void known_members(std::string_view field, const std::vector<std::string_view>& known);

  // Reports something about a field that its type does not say.
  void error(std::string_view field, std::string message, std::string remedy = {});
  void warn(std::string_view field, std::string message, std::string remedy = {});

private:
  source_mark place_of(std::string_view field) const;
  void expected(std::string_view field, std::string_view what, const document& got,
                std::string remedy = {});
  std::vector<std::string> strings_of(std::string_view field, const document& list);

  const document& fields_;
  source_mark place_;
  entry_id subject_;
  diagnostics& findings_;
  std::string prefix_;
};

}  // namespace troupe
