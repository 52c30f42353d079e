// The fields a kind knows: their types, defaults and bounds, declared once and used to check entries and to read them.
//
//   schema{}
//     .required("source", field_type::string)
//     .optional("host.workers", field_type::integer, 16).at_least(1)
//     .optional("meta.server", field_type::reference)
//     .choice("pool.type", {"inline", "lazy", "static", "adaptive"}, "lazy")
//     .lifecycle();
//
// Paths are those of find_field: `meta.server` looks into meta, all others into data. Fields that no rule names are accepted and
// kept; inside a map whose members have rules they get a warning.
// Thread: immutable once its kind is in the table.
#pragma once

#include "config/field_reader.hpp"
#include "registry/entry.hpp"
#include "registry/references.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::registry {

enum class field_type : uint8_t {
  any,
  string,  // may be empty unless the field is required
  scalar,  // string, number or boolean, read as text
  integer,
  number,
  boolean,
  duration,  // `500ms`
  bytes,     // `256M` or an integer
  strings,   // a list of strings
  string_or_strings,
  map,
  list,
  reference,       // an entry's id, bare names in the entry's own namespace
  full_reference,  // an entry's id, never relative
  references,      // a list of relative ids
};

struct field_rule {
  std::string path;
  field_type type = field_type::any;
  bool required = false;
  document fallback;  // null: none
  integer_bounds bounds;
  std::vector<std::string> choices;
  std::string missing_text;  // the platform's words where the contract quotes them
};

class schema {
public:
  schema& required(std::string path, field_type type, std::string missing_text = {});
  schema& optional(std::string path, field_type type, document fallback = {});
  schema& choice(std::string path, std::vector<std::string> allowed, document fallback = {});

  // Narrow the field declared last.
  schema& at_least(int64_t bound,
                   std::string_view otherwise = {});  // a literal: what is said of less
  schema& at_most(int64_t bound);

  // The block of registry.md section 7.1; makes entries of this kind services.
  schema& lifecycle();

  // Of kinds that are no services: a block that an author writes all the same is told to have no effect, and what to do instead.
  schema& no_lifecycle(std::string_view instead);  // a literal

  bool has_lifecycle() const noexcept { return lifecycle_; }
  const std::vector<field_rule>& rules() const noexcept { return rules_; }
  const field_rule* rule(std::string_view path) const noexcept;

  // Reports every field that breaks its rule.
  void check(const entry& candidate, diagnostics& findings) const;

  // Adds what fields of the reference types name.
  void references(const entry& owner, std::vector<reference>& out) const;

private:
  void check_members(field_reader& data) const;
  void check_misplaced(const entry& candidate, diagnostics& findings) const;

  std::vector<field_rule> rules_;
  bool lifecycle_ = false;
  std::string_view instead_of_lifecycle_;
};

// Reads the fields of an entry that was checked, with the schema's defaults. A path without a rule of the asked type is a broken
// invariant; a value of the wrong type reads as the default.
class field_values {
public:
  field_values(const entry& owner, const schema& rules) : owner_(owner), rules_(rules) {}

  bool has(std::string_view path) const noexcept;  // written by the author
  std::string string(std::string_view path) const;
  std::string scalar(std::string_view path) const;
  int64_t integer(std::string_view path) const;
  double number(std::string_view path) const;
  bool boolean(std::string_view path) const;
  std::chrono::nanoseconds duration(std::string_view path) const;
  uint64_t bytes(std::string_view path) const;
  std::vector<std::string> strings(std::string_view path) const;
  entry_id id(std::string_view path) const;  // empty if absent
  std::vector<entry_id> ids(std::string_view path) const;
  const document* node(
    std::string_view path) const noexcept;  // any type; the default if absent, null without one

private:
  const field_rule& rule(std::string_view path) const;

  const entry& owner_;
  const schema& rules_;
};

}  // namespace troupe::registry
