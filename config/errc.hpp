// The one vocabulary of failures, shared by every folder and by Lua code.
//
// The kinds are the platform's error kinds (`errors.NOT_FOUND`, ...), so a failure keeps its kind on the way from C++ into a
// Lua error object and back. A failure that can happen is a `caf::expected`; a broken invariant is TROUPE_ASSERT.
// Thread: values without identity; any thread.
#pragma once

#include <caf/error.hpp>
#include <caf/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace troupe {

enum class errc : uint8_t {
  none,  // CAF takes zero for "no error"
  not_found,
  already_exists,
  invalid,
  permission_denied,
  unavailable,
  internal,
  canceled,
  conflict,
  timeout,
  rate_limited,
  unknown,  // the platform's kind ""
};

// The platform's spelling, e.g. "NotFound"; "" for unknown and none.
std::string_view kind_name(errc code) noexcept;

// The inverse; unknown spellings answer `errc::unknown`.
errc kind_from_name(std::string_view name) noexcept;

// Found by argument-dependent lookup, as CAF 0.17 expects.
caf::error make_error(errc code);
caf::error make_error(errc code, std::string detail);

// The kind of an error made here; errors of CAF itself answer `internal`.
errc code_of(const caf::error& failure) noexcept;

// The text given to make_error, or the kind's name where none was given.
std::string message_of(const caf::error& failure);

// Prefixes the text with a place or an action and keeps the kind.
caf::error with_context(const caf::error& failure, std::string_view context);

[[noreturn]] void assertion_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace troupe

// A broken invariant stops the host in every build: going on would lose or corrupt data.
#define TROUPE_ASSERT(expression)                                                                  \
  (static_cast<bool>(expression) ? static_cast<void>(0)                                           \
                                 : ::troupe::assertion_failed(#expression, __FILE__, __LINE__))
