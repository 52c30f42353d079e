// Entries for tests, in one line each.
#pragma once

#include "config/yaml.hpp"
#include "registry/entry.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace troupe::registry {

inline document tree(std::string_view yaml) {
  auto parsed = parse_yaml(yaml, "test.yaml");
  REQUIRE_MESSAGE(parsed, message_of(parsed.error()));
  return std::move(*parsed);
}

inline entry make_entry(std::string_view id, std::string_view kind, std::string_view data = "{}",
                        std::string_view meta = "{}") {
  entry out;
  out.id = entry_id::parse(id);
  out.kind = kind;
  out.data = tree(data);
  out.meta = tree(meta);
  return out;
}

inline entry_ptr shared_entry(std::string_view id, std::string_view kind,
                              std::string_view data = "{}", std::string_view meta = "{}") {
  return std::make_shared<const entry>(make_entry(id, kind, data, meta));
}

inline std::string ids_of(const std::vector<entry_ptr>& entries) {
  std::string out;
  for (const entry_ptr& item : entries)
    out += (out.empty() ? "" : " ") + item->id.text();
  return out;
}

}  // namespace troupe::registry
