// Validation by JSON Schema 2020-12 (https://json-schema.org), except what needs other documents: references stay inside the schema.
//
// Own code, because what Debian packages for C++ stops at draft 7. `format` and `content*` are annotations, as the specification has it.
// Thread: immutable once compiled.
#pragma once

#include "runtime/modules/json_schema_index.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace re2 {
class RE2;
}

namespace troupe::runtime::modules {

class json_schema {
public:
  // Null, and what is wrong in `problem`.
  static std::shared_ptr<const json_schema> compile(document schema, std::string& problem);
  ~json_schema();

  // Nothing if the data is valid, else the first thing that is wrong, with its place as a JSON pointer.
  std::optional<std::string> check(const document& data) const;

private:
  friend class json_schema_run;
  explicit json_schema(document schema);
  std::string prepare();

  const document schema_;
  const json_schema_index index_;
  std::unordered_map<std::string, std::unique_ptr<re2::RE2>> patterns_;
};

}  // namespace troupe::runtime::modules
