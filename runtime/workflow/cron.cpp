#include "runtime/workflow/cron.hpp"

#include "config/duration.hpp"
#include "config/errc.hpp"
#include "runtime/modules/civil_time.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <charconv>
#include <span>
#include <string>
#include <vector>

namespace troupe::runtime::workflow {

namespace {

constexpr int64_t second_ns = 1'000'000'000;
constexpr int64_t years_searched = 8;  // the 29th of February comes within them

struct field {
  std::string_view name;
  int least;
  int greatest;
  std::span<const std::string_view> names;  // of the values from `least` on
};

constexpr std::string_view month_names[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::string_view day_names[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr field fields[] = {{"minute", 0, 59, {}}, {"hour", 0, 23, {}}, {"day of the month", 1, 31, {}}, {"month", 1, 12, month_names},
                            {"day of the week", 0, 7, day_names}};

caf::error refuse(const std::string& why) {
  return make_error(errc::invalid, "invalid cron schedule: " + why);
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos)
      return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<int> number_in(std::string_view text) {
  int number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}

std::optional<int> value_in(const field& of, std::string_view text) {
  std::string lower;
  for (const char each : text)
    lower += static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
  for (size_t i = 0; i < of.names.size(); ++i)
    if (lower == of.names[i])
      return of.least + static_cast<int>(i);
  return number_in(text);
}

// One part of a list: `*`, `5`, `1-5`, each with `/2`.
caf::error read_part(const field& of, std::string_view part, uint64_t& into) {
  const auto wrong = [&] {
    return refuse(fmt::format("{} is no {} ({} to {})", part.empty() ? "nothing" : part, of.name, of.least, of.greatest));
  };
  const std::vector<std::string_view> stepped = split(part, '/');
  int step = 1;
  if (stepped.size() > 2)
    return wrong();
  if (stepped.size() == 2) {
    const auto given = number_in(stepped[1]);
    if (!given || *given < 1)
      return wrong();
    step = *given;
  }
  int from = of.least;
  int to = of.greatest;
  if (stepped[0] != "*" && stepped[0] != "?") {
    const std::vector<std::string_view> ends = split(stepped[0], '-');
    const auto first = value_in(of, ends[0]);
    const auto last = ends.size() == 2 ? value_in(of, ends[1]) : first;
    if (ends.size() > 2 || !first || !last || *first < of.least || *last > of.greatest || *first > *last)
      return wrong();
    from = *first;
    to = ends.size() == 1 && stepped.size() == 2 ? of.greatest : *last;  // `5/10` is 5, 15, …
  }
  for (int value = from; value <= to; value += step)
    into |= uint64_t{1} << value;
  return {};
}

std::string_view fields_of(std::string_view name) {
  struct shorthand {
    std::string_view name, fields;
  };
  static constexpr shorthand all[] = {{"@yearly", "0 0 1 1 *"}, {"@annually", "0 0 1 1 *"}, {"@monthly", "0 0 1 * *"}, {"@weekly", "0 0 * * 0"},
                                      {"@daily", "0 0 * * *"},  {"@midnight", "0 0 * * *"}, {"@hourly", "0 * * * *"}};
  for (const shorthand& each : all)
    if (name == each.name)
      return each.fields;
  return {};
}

}  // namespace

caf::expected<cron_schedule> cron_schedule::parse(std::string_view text) {
  cron_schedule made;
  made.zone_ = modules::time_zone::utc();
  for (const std::string_view prefix : {"CRON_TZ=", "TZ="})
    if (text.starts_with(prefix)) {
      const size_t end = std::min(text.find(' '), text.size());
      const std::string_view name = text.substr(prefix.size(), end - prefix.size());
      made.zone_ = modules::time_zone::find(name);
      if (made.zone_ == nullptr)
        return refuse(fmt::format("unknown time zone {}", name));
      text.remove_prefix(std::min(text.find_first_not_of(' ', end), text.size()));
      break;
    }
  constexpr std::string_view every = "@every ";
  if (text.starts_with(every)) {
    const auto span = parse_duration(text.substr(every.size()));
    if (!span || *span < std::chrono::seconds{1})
      return refuse(fmt::format("{} is no duration of a second or more", text.substr(every.size())));
    made.every_ = *span;
    return made;
  }
  if (text.starts_with('@')) {
    const std::string_view meant = fields_of(text);
    if (meant.empty())
      return refuse(fmt::format("unknown shorthand {}", text));
    text = meant;
  }
  if (caf::error problem = made.read_fields(text))
    return problem;
  return made;
}

caf::error cron_schedule::read_fields(std::string_view text) {
  std::vector<std::string_view> parts;
  for (const std::string_view each : split(text, ' '))
    if (!each.empty())
      parts.push_back(each);
  if (parts.size() != std::size(fields))
    return refuse(fmt::format("{} has {} fields, five are needed: minute hour day-of-month month day-of-week", text, parts.size()));
  const std::array<uint64_t*, std::size(fields)> into{&minutes_, &hours_, &month_days_, &months_, &week_days_};
  for (size_t i = 0; i < parts.size(); ++i)
    for (const std::string_view part : split(parts[i], ','))
      if (caf::error problem = read_part(fields[i], part, *into[i]))
        return problem;
  if ((week_days_ & uint64_t{1} << 7) != 0)
    week_days_ |= 1;  // both are Sunday
  any_month_day_ = parts[2].starts_with('*') || parts[2].starts_with('?');
  any_week_day_ = parts[4].starts_with('*') || parts[4].starts_with('?');
  return {};
}

bool cron_schedule::day_matches(int month_day, int week_day) const {
  const bool by_month = (month_days_ >> month_day & 1) != 0;
  const bool by_week = (week_days_ >> week_day & 1) != 0;
  return any_month_day_ || any_week_day_ ? by_month && by_week : by_month || by_week;
}

// Goes from minute to minute, over what cannot match in one step.
std::optional<int64_t> cron_schedule::next_after(int64_t ns) const {
  if (every_.count() > 0)
    return ns + every_.count();
  int64_t at = ns / second_ns / 60 * 60 + 60;
  const int64_t last = at + years_searched * 366 * modules::seconds_per_day;
  while (at <= last) {
    const int64_t local = at + zone_->at(at).offset;
    const modules::civil_time clock = modules::civil_of(local);
    if ((months_ >> clock.month & 1) == 0 || !day_matches(clock.day, modules::week_day(clock))) {
      const int64_t midnight = (local / modules::seconds_per_day + 1) * modules::seconds_per_day;
      at = std::max(at + 60, zone_->unix_of(midnight));
    } else if ((hours_ >> clock.hour & 1) == 0) {
      at += 3600 - clock.minute * 60;  // offsets of parts of an hour do not matter: minutes are looked at again
    } else if ((minutes_ >> clock.minute & 1) == 0) {
      at += 60;
    } else {
      return at * second_ns;
    }
  }
  return std::nullopt;
}

}  // namespace troupe::runtime::workflow
