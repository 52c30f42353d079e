#include "runtime/modules/time_zone.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <mutex>
#include <unordered_map>

namespace troupe::runtime::modules {

namespace {

// The largest file of the database has 4 KB.
constexpr std::streamsize file_bytes_max = 65'536;

// ---- the bytes of a zone file ------------------------------------------------------------------------------------------

struct byte_reader {
  std::string_view bytes;
  bool ok = true;

  std::string_view take(size_t n) {
    if (n > bytes.size()) {
      ok = false;
      return {};
    }
    const std::string_view taken = bytes.substr(0, n);
    bytes.remove_prefix(n);
    return taken;
  }

  // Big endian, sign extended.
  int64_t number(size_t width) {
    const std::string_view taken = take(width);
    if (taken.empty())
      return 0;
    uint64_t n = static_cast<signed char>(taken[0]) < 0 ? ~uint64_t{0} : 0;
    for (const char c : taken)
      n = n << 8U | static_cast<unsigned char>(c);
    return static_cast<int64_t>(n);
  }

  size_t count() { return static_cast<size_t>(number(4)); }
};

struct file_header {
  char version = 0;
  size_t utc_marks = 0;
  size_t standard_marks = 0;
  size_t leap_seconds = 0;
  size_t changes = 0;
  size_t kinds = 0;
  size_t characters = 0;

  static file_header read(byte_reader& from) {
    file_header made;
    if (from.take(4) != "TZif")
      from.ok = false;
    const std::string_view version = from.take(16);
    made.version = version.empty() ? '\0' : version[0];
    made.utc_marks = from.count();
    made.standard_marks = from.count();
    made.leap_seconds = from.count();
    made.changes = from.count();
    made.kinds = from.count();
    made.characters = from.count();
    // Counts beyond the file are found out before anything is reserved for them.
    const size_t most = from.bytes.size();
    if (made.changes > most || made.kinds > most || made.characters > most
        || made.leap_seconds > most || made.utc_marks > most || made.standard_marks > most)
      from.ok = false;
    return made;
  }

  size_t body_bytes(size_t time_width) const {
    return changes * (time_width + 1) + kinds * 6 + characters + leap_seconds * (time_width + 4)
           + standard_marks + utc_marks;
  }
};

// ---- the database ------------------------------------------------------------------------------------------------------

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file)
    return std::nullopt;
  std::string bytes(static_cast<size_t>(file_bytes_max), '\0');
  file.read(bytes.data(), file_bytes_max);
  bytes.resize(static_cast<size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return bytes;
}

std::optional<time_zone> load(std::string_view name, std::string_view path) {
  const auto from = [&](const std::string& full) -> std::optional<time_zone> {
    const std::optional<std::string> bytes = read_file(full);
    return bytes ? time_zone::from_file(name, *bytes) : std::nullopt;
  };
  if (path.starts_with('/'))
    return from(std::string{path});
  const char* own = std::getenv("TZDIR");
  for (const char* folder : {own, "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/etc/zoneinfo"})
    if (folder != nullptr && *folder != '\0')
      if (auto made = from(std::string{folder} + "/" + std::string{path}))
        return made;
  return std::nullopt;
}

// A pointer that counts nothing, to a zone that stays.
zone_ptr keep(time_zone zone) {
  return {zone_ptr{}, new time_zone{std::move(zone)}};
}

zone_ptr read_local() {
  const char* variable = std::getenv("TZ");
  if (variable == nullptr) {
    auto made = load("Local", "/etc/localtime");
    return made ? keep(*std::move(made)) : keep(*time_zone::from_rule("Local", "UTC0"));
  }
  std::string_view text{variable};
  if (text.starts_with(':'))
    text.remove_prefix(1);
  if (!text.empty()) {
    if (auto made = load("Local", text))
      return keep(*std::move(made));
    if (auto made = time_zone::from_rule("Local", text))
      return keep(*std::move(made));
  }
  return keep(*time_zone::from_rule("Local", "UTC0"));
}

bool plain_name(std::string_view name) {
  return !name.empty() && name.front() != '/' && name.find("..") == std::string_view::npos
         && name.find_first_of(std::string_view{"\\\0", 2}) == std::string_view::npos;
}

}  // namespace

// ---- zones of all kinds ------------------------------------------------------------------------------------------------

const zone_ptr& time_zone::utc() {
  static const zone_ptr& zone = *new zone_ptr{keep(*from_rule("UTC", "UTC0"))};
  return zone;
}

const zone_ptr& time_zone::local() {
  static const zone_ptr& zone = *new zone_ptr{read_local()};
  return zone;
}

zone_ptr time_zone::fixed(std::string_view name, int32_t offset) {
  const std::shared_ptr<time_zone> made{new time_zone};
  made->name_ = name;
  made->kinds_.push_back({offset, false, 0});
  made->abbreviations_.assign(name);
  made->abbreviations_ += '\0';
  return made;
}

zone_ptr time_zone::find(std::string_view name) {
  if (name == "UTC")
    return utc();
  if (name == "Local")
    return local();
  if (!plain_name(name))
    return nullptr;
  static std::mutex guard;
  static auto& known = *new std::unordered_map<std::string, zone_ptr>;  // outlives every thread
  const std::lock_guard lock{guard};
  const auto found = known.find(std::string{name});
  if (found != known.end())
    return found->second;
  auto made = load(name, name);
  if (!made)
    return nullptr;  // not remembered: programs may ask for any number of wrong names
  return known.emplace(name, keep(*std::move(made))).first->second;
}

std::optional<time_zone> time_zone::from_rule(std::string_view name, std::string_view rule) {
  time_zone made;
  made.name_ = name;
  made.rule_ = zone_rule::parse(rule);
  if (!made.rule_)
    return std::nullopt;
  return made;
}

std::optional<time_zone> time_zone::from_file(std::string_view name, std::string_view bytes) {
  byte_reader from{bytes};
  file_header header = file_header::read(from);
  size_t time_width = 4;
  if (from.ok && header.version != '\0') {  // the second copy has times of 64 bits
    from.take(header.body_bytes(time_width));
    header = file_header::read(from);
    time_width = 8;
  }
  if (!from.ok || header.kinds == 0)
    return std::nullopt;

  time_zone made;
  made.name_ = name;
  for (size_t i = 0; i < header.changes; ++i)
    made.changes_.push_back(from.number(time_width));
  for (size_t i = 0; i < header.changes; ++i)
    made.periods_.push_back(static_cast<uint8_t>(from.number(1)));
  for (size_t i = 0; i < header.kinds; ++i) {
    kind each;
    each.offset = static_cast<int32_t>(from.number(4));
    each.summer = from.number(1) != 0;
    each.name_at = static_cast<uint8_t>(from.number(1));
    made.kinds_.push_back(each);
  }
  made.abbreviations_.assign(from.take(header.characters));
  made.abbreviations_ += '\0';
  from.take(header.leap_seconds * (time_width + 4) + header.standard_marks + header.utc_marks);

  const bool sound = from.ok && std::is_sorted(made.changes_.begin(), made.changes_.end())
                     && std::all_of(made.periods_.begin(), made.periods_.end(),
                                    [&](uint8_t period) { return period < made.kinds_.size(); })
                     && std::all_of(made.kinds_.begin(), made.kinds_.end(), [&](const kind& each) {
                          return each.name_at < made.abbreviations_.size();
                        });
  if (!sound)
    return std::nullopt;
  if (time_width == 8 && from.bytes.starts_with('\n')) {
    const std::string_view footer = from.bytes.substr(1);
    made.rule_ = zone_rule::parse(footer.substr(0, footer.find('\n')));
  }
  return made;
}

zone_state time_zone::state_of(const kind& which) const noexcept {
  return {which.offset, which.summer, abbreviations_.c_str() + which.name_at};
}

zone_state time_zone::at(int64_t unix_seconds) const noexcept {
  if (rule_ && (changes_.empty() || unix_seconds >= changes_.back()))
    return rule_->at(unix_seconds);
  const auto after = std::upper_bound(changes_.begin(), changes_.end(), unix_seconds);
  if (after == changes_.begin())
    return state_of(kinds_.front());
  return state_of(kinds_[periods_[static_cast<size_t>(after - changes_.begin()) - 1]]);
}

int64_t time_zone::unix_of(int64_t local_seconds) const noexcept {
  // The offset at the same number of seconds is right unless a change lies within it.
  const int64_t guess = local_seconds - at(local_seconds).offset;
  return local_seconds - at(guess).offset;
}

std::optional<int32_t> time_zone::offset_of(std::string_view abbreviation,
                                            int64_t local_seconds) const noexcept {
  std::optional<int32_t> any;
  const auto in_use = [&](const zone_state& candidate) {
    if (candidate.abbreviation != abbreviation)
      return false;
    if (!any)
      any = candidate.offset;
    return at(local_seconds - candidate.offset).abbreviation == abbreviation;
  };
  if (rule_) {
    for (const zone_state& candidate : {rule_->standard(), rule_->summer()})
      if (in_use(candidate))
        return at(local_seconds - candidate.offset).offset;
  }
  for (const kind& each : kinds_) {
    const zone_state candidate = state_of(each);
    if (in_use(candidate))
      return at(local_seconds - candidate.offset).offset;
  }
  return any;
}

}  // namespace troupe::runtime::modules
