// Log records and where they go. Formats and streams follow the platform (see docs): default tab-separated lines on stderr,
// a coloured console on stdout, or JSON lines on stdout.
//
// Thread: `write` may be called from any thread; records of one thread keep their order.
#pragma once

#include "config/document.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace troupe::log {

enum class level : int8_t { debug = -1, info = 0, warn = 1, error = 2 };
enum class style : uint8_t { plain, console, json };
// How a record looks where people read: one line, or an indented line for each field. Machines get a line in either case.
enum class shape : uint8_t { line, block };

struct options {
  style format = style::plain;
  level least = level::info;
  bool silent = false;  // nothing is written, listeners still hear it
  bool colour = false;  // console only
  bool blocks = false;  // people read it: records of that shape get it
};

// One record as listeners get it.
struct record {
  level severity;
  std::string_view logger;
  std::string_view message;
  const document& fields;
  int64_t time_ns;  // since the Unix epoch
  shape form = shape::line;
};

// Fields are a document map; null means none.
void configure(const options& how);
void write(level severity, std::string_view logger, std::string_view message,
           const document& fields = {}, shape form = shape::line);
bool enabled(level severity) noexcept;

// Hears every record whatever its level, also while silent or hidden: `logmanager.stream_to_events`, `troupe logs -f`. One listener; an
// empty function removes it. It is called under the log's lock and must not log.
void listen(std::function<void(const record&)> listener);

// Records written so far, by level: the metric `runtime_log_emissions_total`.
uint64_t emissions(level severity) noexcept;

// The line that `format` writes for a record, without the newline; `since_start` is for the console. With `blocks` a record of that
// shape is several.
std::string format_line(style format, bool colour, const record& entry, double since_start_seconds, bool blocks = false);

// While a terminal process hides logs nothing reaches the console; counted, so holders may nest.
void hide() noexcept;
void show() noexcept;

inline void debug(std::string_view logger, std::string_view message, const document& fields = {}) {
  write(level::debug, logger, message, fields);
}
inline void info(std::string_view logger, std::string_view message, const document& fields = {}) {
  write(level::info, logger, message, fields);
}
inline void warn(std::string_view logger, std::string_view message, const document& fields = {}) {
  write(level::warn, logger, message, fields);
}
inline void error(std::string_view logger, std::string_view message, const document& fields = {}) {
  write(level::error, logger, message, fields);
}

}  // namespace troupe::log
