// Versions of modules, and which of them a dependency accepts: `*`, `1.2.3`, `^1.2`, `~1.2`, `>=1 <2` (registry.md section 1.4).
//
// Thread: plain values.
#pragma once

#include "config/errc.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::registry {

// As semantic versioning orders them: a pre-release comes before its release, what follows a `+` does not count.
struct semantic_version {
  std::array<uint64_t, 3> numbers{};  // major, minor, patch; parts that are not written are 0
  std::vector<std::string> pre = {};

  // Nothing if the text is no version; a leading `v` is none of it.
  static std::optional<semantic_version> parse(std::string_view text);

  friend std::strong_ordering operator<=>(const semantic_version& a, const semantic_version& b) noexcept;
  friend bool operator==(const semantic_version& a, const semantic_version& b) noexcept { return (a <=> b) == 0; }
};

class version_constraint {
public:
  // Errors: invalid, in words that fit behind the name of the field. No text allows every version.
  static caf::expected<version_constraint> parse(std::string_view text);

  bool allows(const semantic_version& candidate) const noexcept;

  // True if it allows every version, also one that nobody knows.
  bool any() const noexcept { return bounds_.empty(); }

private:
  struct bound {
    enum class side : uint8_t { least, above, most, below } which;
    semantic_version limit;
  };

  bool add(std::string_view comparison, std::string_view version);

  std::vector<bound> bounds_;  // all hold
};

}  // namespace troupe::registry
