#include "config/errc.hpp"

#include <caf/atom.hpp>
#include <caf/make_message.hpp>
#include <caf/message.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace troupe {

namespace {

constexpr auto category = caf::atom("troupe");

constexpr std::array<std::string_view, 12> names{
  "",         "NotFound", "AlreadyExists", "Invalid",  "PermissionDenied", "Unavailable",
  "Internal", "Canceled", "Conflict",      "Timeout",  "RateLimited",      "",
};

}  // namespace

std::string_view kind_name(errc code) noexcept {
  return names[static_cast<size_t>(code)];
}

errc kind_from_name(std::string_view name) noexcept {
  for (size_t i = 1; i + 1 < names.size(); ++i)
    if (names[i] == name)
      return static_cast<errc>(i);
  return errc::unknown;
}

caf::error make_error(errc code) {
  return caf::error{static_cast<uint8_t>(code), category};
}

caf::error make_error(errc code, std::string detail) {
  return caf::error{static_cast<uint8_t>(code), category, caf::make_message(std::move(detail))};
}

errc code_of(const caf::error& failure) noexcept {
  if (!failure)
    return errc::none;
  return failure.category() == category ? static_cast<errc>(failure.code()) : errc::internal;
}

std::string message_of(const caf::error& failure) {
  if (failure && failure.category() == category) {
    const caf::message& context = failure.context();
    if (context.match_elements<std::string>())
      return context.get_as<std::string>(0);
    return std::string{kind_name(code_of(failure))};
  }
  return to_string(failure);
}

caf::error with_context(const caf::error& failure, std::string_view context) {
  return make_error(code_of(failure), std::string{context} + ": " + message_of(failure));
}

void assertion_failed(const char* expression, const char* file, int line) noexcept {
  std::fprintf(stderr, "troupe: broken invariant at %s:%d: %s\n", file, line, expression);
  std::abort();
}

}  // namespace troupe
