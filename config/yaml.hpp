// YAML and JSON text to documents with marks: the one door to yaml-cpp.
//
// Plain scalars become: null (`~`, `null`, nothing), booleans (`true`, `false`, no other spelling), integers (decimal, 0x, 0o, 0b, and
// octal when they begin with a zero: 0600), numbers (also .inf, .nan), else strings. Quoted and block scalars are strings. Anchors,
// aliases and merge keys (`<<`) are resolved. Two equal keys in one map are an error that names both lines.
//
// Invariants: nesting is bounded by limits::value_depth_max, alias expansion by limits::yaml_alias_*; nothing throws.
#pragma once

#include "config/diagnostic.hpp"
#include "config/document.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace troupe {

using file_name = std::shared_ptr<const std::string>;

// The first document of a stream; further ones are a warning. Nothing if there were errors. Empty text is a null document.
std::optional<document> parse_yaml(std::string_view text, file_name file, diagnostics& findings);

// What becomes of unquoted dates and times: in definition files they are texts, to programs that decode YAML they are moments.
enum class yaml_dates : uint8_t { text, unix_seconds };

// The same where one error text is enough, such as for values given at run time.
caf::expected<document> parse_yaml(std::string_view text, std::string_view file, yaml_dates dates = yaml_dates::text);

// Reads a file; marks and messages call it `shown_as` (its path if empty).
std::optional<document> read_yaml_file(const std::filesystem::path& path, diagnostics& findings,
                                       std::string_view shown_as = {});

// Reads files again and again: one whose text is what it was is not parsed anew. Keeps the text and the tree of each.
// Thread: one at a time.
class yaml_memory {
public:
  std::optional<document> read(const std::filesystem::path& path, diagnostics& findings, std::string_view shown_as);

private:
  struct parsed {
    std::string text;
    std::string shown_as;
    document tree;
  };
  std::map<std::filesystem::path, parsed> files_;  // those without findings
};

}  // namespace troupe
