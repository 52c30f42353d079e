// The one list of settings: key, type, default, and what troupe does with it. `troupe.yaml` documents the same list for users.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace troupe {

enum class setting_type : uint8_t { boolean, integer, number, string, duration, bytes, strings };

enum class setting_state : uint8_t {
  used,
  ignored,      // the platform's, without meaning here: accepted in silence
  inert,        // read and checked, but nothing acts on it yet: a warning if it is not the default
  unavailable,  // the platform's, not in this build: a warning if somebody turns it on
};

struct setting {
  std::string_view key;
  setting_type type;
  std::string_view fallback;  // as YAML text
  setting_state state = setting_state::used;
  std::string_view effect = {};   // unavailable: what will not work
  std::string_view choices = {};  // of a string, divided by spaces; anything if empty
};

std::span<const setting> setting_table() noexcept;
const setting* find_setting(std::string_view key) noexcept;

}  // namespace troupe
