// Cron schedules of workflows (workflow.md section 6; the syntax is that of cron(5) with the additions that Temporal's users know).
//
//   minute hour day-of-month month day-of-week      each * or ?, a number or name, a range, `/step`, or a list of these
//   @yearly @annually @monthly @weekly @daily @midnight @hourly, @every 90m
//   in UTC, unless CRON_TZ=Europe/Berlin (or TZ=) comes before
//
// Where both days are restricted one of them is enough, as in cron(5). A local time that a change of the clocks leaves out does not come that day.
// Thread: plain values.
#pragma once

#include "runtime/modules/time_zone.hpp"

#include <caf/expected.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace troupe::runtime::workflow {

class cron_schedule {
public:
  // Errors: invalid, with the part that is wrong.
  static caf::expected<cron_schedule> parse(std::string_view text);

  // The first time after `ns` (both since 1970), nothing if none is within eight years, such as for the 30th of February.
  std::optional<int64_t> next_after(int64_t ns) const;

private:
  caf::error read_fields(std::string_view text);
  bool day_matches(int month_day, int week_day) const;

  // One bit a value.
  uint64_t minutes_ = 0, hours_ = 0, month_days_ = 0, months_ = 0, week_days_ = 0;
  bool any_month_day_ = false, any_week_day_ = false;
  std::chrono::nanoseconds every_{};  // not zero: counts instead of the fields
  modules::zone_ptr zone_;
};

}  // namespace troupe::runtime::workflow
