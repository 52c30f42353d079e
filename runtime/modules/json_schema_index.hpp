// Where the parts of a JSON schema are: resources by URI, anchors, and what references name.
//
// Thread: immutable once built. Points into the schema's document, which must outlive it and stay where it is.
#pragma once

#include "config/document.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace troupe::runtime::modules {

// `reference` as seen from `base` (RFC 3986, without dot segments in the middle of a reference's own path).
std::string resolve_uri(std::string_view base, std::string_view reference);

class json_schema_index {
public:
  explicit json_schema_index(const document& root);

  // Null if it names nothing here.
  const document* find(std::string_view base, std::string_view reference) const;

  // The same for `$dynamicRef`: `scopes` are the bases on the way here, the outermost first.
  const document* find_dynamic(std::string_view base, std::string_view reference, const std::vector<std::string_view>& scopes) const;

  // The URI of the resource that a part of the schema belongs to.
  std::string_view base_of(const document& part) const;

  // Calls `visit(part)` for each part that may be a schema.
  template <class Visit>
  void each(Visit visit) const {
    for (const auto& [part, base] : bases_)
      visit(*part);
  }

private:
  void add(const document& part, std::string_view base);

  std::unordered_map<const document*, std::string> bases_;
  std::map<std::string, const document*, std::less<>> resources_;
  std::map<std::string, const document*, std::less<>> anchors_;  // URI#name
  std::set<std::string, std::less<>> dynamic_;                    // of them those made by $dynamicAnchor
};

}  // namespace troupe::runtime::modules
