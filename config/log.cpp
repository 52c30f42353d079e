#include "config/log.hpp"

#include "config/document_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <mutex>

namespace troupe::log {

namespace {

struct sink {
  const std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  std::mutex guard;  // of all that follows, and of the order of lines
  options how;
  std::function<void(const record&)> listener;
  // Read without the lock, to drop a record early.
  std::atomic<level> least{level::info};
  std::atomic<bool> silent{false};
  std::atomic<bool> listening{false};
  std::atomic<int> hidden{0};
  std::array<std::atomic<uint64_t>, 4> written{};
};

// Never destroyed: threads may log until the very end.
sink& the_sink() {
  static sink* const instance = new sink;
  return *instance;
}

size_t index_of(level severity) noexcept {
  return static_cast<size_t>(static_cast<int>(severity) + 1);
}

bool shown(const sink& out, level severity) noexcept {
  return severity >= out.least.load(std::memory_order_relaxed)
         && !out.silent.load(std::memory_order_relaxed)
         && out.hidden.load(std::memory_order_relaxed) == 0;
}

constexpr std::array<std::string_view, 4> upper_names{"DEBUG", "INFO", "WARN", "ERROR"};
constexpr std::array<std::string_view, 4> lower_names{"debug", "info", "warn", "error"};

std::tm local_time(int64_t time_ns) {
  const std::time_t seconds = static_cast<std::time_t>(time_ns / 1'000'000'000);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  return parts;
}

std::string clock_text(const record& entry) {
  const std::tm t = local_time(entry.time_ns);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", t.tm_year + 1900, t.tm_mon + 1,
                     t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
}

std::string iso_text(const record& entry) {
  const std::tm t = local_time(entry.time_ns);
  std::string zone = "Z";
  if (t.tm_gmtoff != 0) {
    const long minutes = std::abs(t.tm_gmtoff) / 60;
    zone = fmt::format("{}{:02}{:02}", t.tm_gmtoff < 0 ? '-' : '+', minutes / 60, minutes % 60);
  }
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}{}", t.tm_year + 1900, t.tm_mon + 1,
                     t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, entry.time_ns / 1'000'000 % 1000,
                     zone);
}

bool has_fields(const document& fields) {
  const document::map* members = fields.as_map();
  return members != nullptr && !members->empty();
}

std::string shown_value(const document& value) {
  const document::list* items = value.as_list();
  if (items == nullptr)
    return value.is_map() ? to_json(value, json_layout::spaced) : value.scalar_text();
  std::string text;
  for (const document& each : *items)
    text += (text.empty() ? "" : ", ") + shown_value(each);
  return text.empty() ? "-" : text;
}

// One indented line for each field; those of a text stand below each other.
std::string block_of(const document& fields) {
  std::string text;
  size_t width = 0;
  for (const auto& [name, value] : *fields.as_map())
    width = std::max(width, name.size());
  for (const auto& [name, value] : *fields.as_map()) {
    text += fmt::format("\n    {:<{}}  ", name, width);
    for (const char c : shown_value(value))
      if (c == '\n')
        text.append(1, c).append(width + 6, ' ');
      else
        text += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;  // a terminal obeys what programs print
  }
  return text;
}

std::string fields_text(const record& entry, bool blocks) {
  if (!has_fields(entry.fields))
    return {};
  return blocks && entry.form == shape::block ? block_of(entry.fields) : "\t" + to_json(entry.fields, json_layout::spaced);
}

std::string plain_line(const record& entry, bool blocks) {
  std::string line =
    fmt::format("{}\t{}", clock_text(entry), upper_names[index_of(entry.severity)]);
  if (!entry.logger.empty())
    line += fmt::format("\t{}", entry.logger);
  line += fmt::format("\t{}", entry.message);
  return line + fields_text(entry, blocks);
}

std::string painted(std::string_view text, int colour) {
  return fmt::format("\x1b[{}m{}\x1b[0m", colour, text);
}

int level_colour(level severity) {
  constexpr std::array<int, 4> colours{35, 34, 33, 31};
  return colours[index_of(severity)];
}

// The same for a name in every run.
int name_colour(std::string_view name) {
  constexpr std::array<int, 10> colours{31, 32, 33, 34, 35, 36, 92, 94, 95, 96};
  uint32_t hash = 2166136261U;
  for (const char c : name)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return colours[hash % colours.size()];
}

std::string console_line(bool colour, const record& entry, double since_start_seconds, bool blocks) {
  std::string severity = fmt::format("{:<5}", upper_names[index_of(entry.severity)]);
  std::string name = fmt::format("{:<12}", entry.logger);
  if (colour) {
    severity = painted(severity, level_colour(entry.severity));
    name = painted(name, name_colour(entry.logger));
  }
  std::string line =
    fmt::format("{:6.2f}s\t{}\t{}\t{}", since_start_seconds, severity, name, entry.message);
  return line + fields_text(entry, blocks);
}

std::string json_line(const record& entry) {
  std::string line = fmt::format("{{\"level\":\"{}\",\"ts\":\"{}\"",
                                 lower_names[index_of(entry.severity)], iso_text(entry));
  if (!entry.logger.empty()) {
    line += ",\"logger\":";
    append_json_string(line, entry.logger);
  }
  line += ",\"msg\":";
  append_json_string(line, entry.message);
  if (has_fields(entry.fields)) {
    const std::string fields = to_json(entry.fields);
    line += ',';
    line.append(fields, 1, fields.size() - 2);
  }
  return line + '}';
}

}  // namespace

std::string format_line(style format, bool colour, const record& entry,
                        double since_start_seconds, bool blocks) {
  switch (format) {
    case style::console: return console_line(colour, entry, since_start_seconds, blocks);
    case style::json: return json_line(entry);
    case style::plain: break;
  }
  return plain_line(entry, blocks);
}

void configure(const options& how) {
  sink& out = the_sink();
  const std::lock_guard lock{out.guard};
  out.how = how;
  out.least = how.least;
  out.silent = how.silent;
}

void write(level severity, std::string_view logger, std::string_view message,
           const document& fields, shape form) {
  sink& out = the_sink();
  const bool visible = shown(out, severity);
  out.written[index_of(severity)].fetch_add(1, std::memory_order_relaxed);
  if (!visible && !out.listening.load(std::memory_order_relaxed))
    return;
  const std::lock_guard lock{out.guard};
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const record entry{severity, logger, message, fields,
                     std::chrono::duration_cast<std::chrono::nanoseconds>(now).count(), form};
  if (visible) {
    const std::chrono::duration<double> since = std::chrono::steady_clock::now() - out.start;
    std::string line = format_line(out.how.format, out.how.colour, entry, since.count(), out.how.blocks);
    line += '\n';
    std::FILE* stream = out.how.format == style::plain ? stderr : stdout;
    std::fwrite(line.data(), 1, line.size(), stream);
    std::fflush(stream);
  }
  if (out.listener)
    out.listener(entry);
}

bool enabled(level severity) noexcept {
  const sink& out = the_sink();
  return shown(out, severity) || out.listening.load(std::memory_order_relaxed);
}

void listen(std::function<void(const record&)> listener) {
  sink& out = the_sink();
  const std::lock_guard lock{out.guard};
  out.listener = std::move(listener);
  out.listening = static_cast<bool>(out.listener);
}

uint64_t emissions(level severity) noexcept {
  return the_sink().written[index_of(severity)].load(std::memory_order_relaxed);
}

void hide() noexcept {
  ++the_sink().hidden;
}
void show() noexcept {
  --the_sink().hidden;
}

}  // namespace troupe::log
