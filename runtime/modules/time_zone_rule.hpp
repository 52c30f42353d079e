// A zone's rule for all years, in the notation of the TZ variable: `CET-1CEST,M3.5.0,M10.5.0/3`.
//
// Zone files end in such a rule; it holds after their last listed change. Thread: immutable once parsed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace troupe::runtime::modules {

// What the clocks of a place show at some moment. The text lives as long as its zone.
struct zone_state {
  int32_t offset = 0;  // seconds east of UTC
  bool summer = false;
  std::string_view abbreviation;
};

class zone_rule {
public:
  // Nothing if the text is malformed.
  static std::optional<zone_rule> parse(std::string_view text);

  zone_state at(int64_t unix_seconds) const noexcept;

  zone_state standard() const noexcept { return {standard_offset_, false, standard_name_}; }
  zone_state summer() const noexcept { return {summer_offset_, true, summer_name_}; }
  bool has_summer() const noexcept { return has_summer_; }

private:
  // When clocks change, every year.
  struct change {
    enum class by : uint8_t { month_week_day, day_of_365, day_of_year } how = by::month_week_day;
    int month = 0;
    int week = 0;  // 5 is the last one
    int day = 0;   // of the week, or of the year
    int32_t time = 7'200;

    // Seconds since the epoch on the clock of the place.
    int64_t in_year(int64_t year) const noexcept;
  };

  struct parser;

  std::string standard_name_;
  std::string summer_name_;
  int32_t standard_offset_ = 0;
  int32_t summer_offset_ = 0;
  bool has_summer_ = false;
  change to_summer_;
  change to_standard_;
};

}  // namespace troupe::runtime::modules
