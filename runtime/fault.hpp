// A structured error on its way between machines: what Lua code sees as an error object (process.md section 15).
#pragma once

#include "config/errc.hpp"
#include "runtime/value.hpp"

#include <string>
#include <variant>

namespace troupe::runtime {

struct fault {
  std::string kind;     // the platform's spelling; "" is unknown
  std::string message;
  int retryable = -1;   // -1 unknown, 0 no, 1 yes
  value details;        // one item, or empty
  std::string stack;    // where it was raised; may be dropped on the way
  bool kind_given = true;  // false: an error object without one, which is Internal to most; stays on this side of a boundary, too
  bool structured = true;  // false: made from a text that the program gave; stays on this side of a boundary

  static fault of(errc code, std::string message) {
    return {std::string{kind_name(code)}, std::move(message), 0, {}, {}};
  }
  // Says nothing about whether to try again, as ends by force do.
  static fault undecided(errc code, std::string message) {
    return {std::string{kind_name(code)}, std::move(message), -1, {}, {}};
  }
  static fault of(const caf::error& failure) { return of(code_of(failure), message_of(failure)); }
};

// How an effect or a process ended: results, or a fault.
using outcome = std::variant<value, fault>;

inline const fault* fault_in(const outcome& o) noexcept { return std::get_if<fault>(&o); }

// A sequence of one fault item, and back; nothing if the first item is no fault.
value to_value(const fault& f);
std::optional<fault> to_fault(const value& v);

}  // namespace troupe::runtime
