// The filter of `registry.find`: a map of conditions, all of which must hold.
//
//   .kind .name .ns .id   equal, or a glob with one `*`
//   meta.f                equal to the top-level meta field `f` (dots in f are literal)
//   ~meta.f *meta.f ^meta.f $meta.f   regular expression (RE2), part, beginning, end
//
// Anything else is ignored, as on the platform, and listed by `ignored` for a warning. A nested `meta` map is merged in as it is.
// Thread: immutable after construction.
#pragma once

#include "config/document.hpp"
#include "registry/entry.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace troupe::registry {

// A text with at most one `*` that stands for any run of characters.
class simple_glob {
public:
  explicit simple_glob(std::string pattern);
  bool matches(std::string_view text) const noexcept;
  // Set if the pattern has no `*`.
  const std::string* exact() const noexcept {
    return star_ == std::string::npos ? &pattern_ : nullptr;
  }

private:
  std::string pattern_;
  size_t star_;
};

class entry_filter {
public:
  // `conditions` is a map; any other node matches everything.
  explicit entry_filter(const document& conditions);
  entry_filter(entry_filter&&) noexcept;
  entry_filter& operator=(entry_filter&&) noexcept;
  ~entry_filter();

  bool matches(const entry& candidate) const;

  // The conditions on kind alone, which a snapshot answers from its index.
  bool matches_kind(std::string_view kind) const noexcept;
  bool matches_all_but_kind(const entry& candidate) const;

  // Keys and patterns that had no effect.
  const std::vector<std::string>& ignored() const noexcept { return ignored_; }

private:
  enum class relation : uint8_t { equal, regex, part, beginning, end };
  struct meta_condition {
    std::string field;
    relation how;
    document value;
    std::string text;  // value as text
    std::unique_ptr<re2::RE2> pattern;
  };

  void add(const std::string& key, const document& value);
  void add_meta(std::string field, relation how, const document& value, const std::string& key);
  static bool holds(const meta_condition& condition, const document& field);

  std::vector<simple_glob> kinds_, names_, namespaces_, ids_;
  std::vector<meta_condition> meta_;
  std::vector<std::string> ignored_;
};

}  // namespace troupe::registry
