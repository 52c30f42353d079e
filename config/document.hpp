// A tree of data as a definition file writes it, each node with the place it was read from.
//
// Entries' meta and data, the runtime configuration and overrides are documents; what crosses Lua machines is `runtime/value`.
// Thread: a plain value; share it as const.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace troupe {

// A place in a file, 1-based; line 0 means unknown (made at run time, by a flag ...).
struct source_mark {
  std::shared_ptr<const std::string> file;
  uint32_t line = 0;
  uint32_t column = 0;

  // `path:line:column`, `path`, or "" if unknown.
  std::string text() const;
};

class document {
public:
  using list = std::vector<document>;
  // Keys keep the order of the file and are unique.
  using map = std::vector<std::pair<std::string, document>>;

  document() = default;
  document(bool v) : data_(v) {}
  document(int64_t v) : data_(v) {}
  document(int v) : data_(int64_t{v}) {}
  document(double v) : data_(v) {}
  document(std::string v) : data_(std::move(v)) {}
  document(std::string_view v) : data_(std::string{v}) {}
  document(const char* v) : data_(std::string{v}) {}
  document(list v) : data_(std::move(v)) {}
  document(map v) : data_(std::move(v)) {}

  bool is_null() const noexcept { return std::holds_alternative<std::monostate>(data_); }
  bool is_bool() const noexcept { return std::holds_alternative<bool>(data_); }
  bool is_integer() const noexcept { return std::holds_alternative<int64_t>(data_); }
  bool is_double() const noexcept { return std::holds_alternative<double>(data_); }
  bool is_number() const noexcept { return is_integer() || is_double(); }
  bool is_string() const noexcept { return std::holds_alternative<std::string>(data_); }
  bool is_list() const noexcept { return std::holds_alternative<list>(data_); }
  bool is_map() const noexcept { return std::holds_alternative<map>(data_); }

  // Null where the node is of another type.
  const bool* as_bool() const noexcept { return std::get_if<bool>(&data_); }
  const int64_t* as_integer() const noexcept { return std::get_if<int64_t>(&data_); }
  const double* as_double() const noexcept { return std::get_if<double>(&data_); }
  const std::string* as_string() const noexcept { return std::get_if<std::string>(&data_); }
  const list* as_list() const noexcept { return std::get_if<list>(&data_); }
  const map* as_map() const noexcept { return std::get_if<map>(&data_); }
  list* as_list() noexcept { return std::get_if<list>(&data_); }
  map* as_map() noexcept { return std::get_if<map>(&data_); }
  std::string* as_string() noexcept { return std::get_if<std::string>(&data_); }

  // The member of a map; null if absent or if this is no map. The key is literal: dots do not nest.
  const document* find(std::string_view key) const noexcept;
  document* find(std::string_view key) noexcept;

  // Sets a member of a map, turning any other node into a map first.
  document& set(std::string_view key, document value);

  // Removes a member; false if there was none.
  bool erase(std::string_view key);

  // A scalar as text, as YAML would write it; "" for null, lists and maps.
  std::string scalar_text() const;

  // "null", "boolean", "integer", "number", "string", "list", "map": for messages.
  std::string_view type_name() const noexcept;

  const source_mark& mark() const noexcept { return mark_; }
  void mark(source_mark where) { mark_ = std::move(where); }

  // Compares data, not places; map order does not count; 1 == 1.0.
  friend bool operator==(const document& a, const document& b);

private:
  std::variant<std::monostate, bool, int64_t, double, std::string, list, map> data_;
  source_mark mark_;
};

}  // namespace troupe
