// Time zones: the system's database, the local zone, and zones of fixed offset.
//
// Reads the compiled zone files (RFC 8536) itself: Debian's libhowardhinnant-date 3.0.1 ignores the rule at their end, so summer
// time is lost after 2037, and after 2007 where files are "slim"; it also ignores TZ and cannot look abbreviations up.
// Thread: zones are immutable; `find` and `local` may be called from any thread. Zones of the database live as long as the
// program, so copying their pointer counts nothing.
#pragma once

#include "runtime/modules/time_zone_rule.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::runtime::modules {

class time_zone;
using zone_ptr = std::shared_ptr<const time_zone>;

class time_zone {
public:
  static const zone_ptr& utc();

  // As the variable TZ says (a name, a file after `:` or as an absolute path, or a rule), otherwise as /etc/localtime does. UTC
  // if that cannot be read. Determined at the first call; its name is "Local".
  static const zone_ptr& local();

  // Same offset always; an empty name shows the offset instead.
  static zone_ptr fixed(std::string_view name, int32_t offset);

  // A zone of the database, "UTC" or "Local"; null if there is none of that name. Reads a small file the first time.
  static zone_ptr find(std::string_view name);

  // From the bytes of a zone file; nothing if they are not one.
  static std::optional<time_zone> from_file(std::string_view name, std::string_view bytes);

  // From the notation of TZ; nothing if it is malformed.
  static std::optional<time_zone> from_rule(std::string_view name, std::string_view rule);

  const std::string& name() const noexcept { return name_; }

  zone_state at(int64_t unix_seconds) const noexcept;

  // The moment when clocks here show `local_seconds`. Of a time that clocks show twice one is chosen; a time that they skip is
  // read with the offset before or after the gap.
  int64_t unix_of(int64_t local_seconds) const noexcept;

  // The offset that an abbreviation means here: the one in effect at that local time if the abbreviation is in use then, any
  // otherwise; nothing if it is never used.
  std::optional<int32_t> offset_of(std::string_view abbreviation,
                                   int64_t local_seconds) const noexcept;

private:
  time_zone() = default;

  struct kind {
    int32_t offset = 0;
    bool summer = false;
    uint8_t name_at = 0;  // in abbreviations_
  };

  zone_state state_of(const kind& which) const noexcept;

  std::string name_;
  std::vector<int64_t> changes_;   // when each period begins, ascending
  std::vector<uint8_t> periods_;   // its kind
  std::vector<kind> kinds_;        // the first holds before all changes
  std::string abbreviations_;      // each ends in a zero byte
  std::optional<zone_rule> rule_;  // holds after the last change
};

}  // namespace troupe::runtime::modules
