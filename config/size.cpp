#include "config/size.hpp"

#include <charconv>
#include <limits>

namespace troupe {

std::optional<uint64_t> parse_size(std::string_view text) noexcept {
  uint64_t amount = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), amount);
  if (problem != std::errc{})
    return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  const auto lower = [&](size_t i) { return static_cast<char>(text[i] | 0x20); };
  int shift = 0;
  if (!text.empty()) {
    const char unit = lower(0);
    if (unit == 'b' && text.size() == 1)
      return amount;
    const size_t step = std::string_view{"kmgt"}.find(unit);
    if (step == std::string_view::npos)
      return std::nullopt;
    shift = 10 * (static_cast<int>(step) + 1);
    const bool plain = text.size() == 1;
    const bool bytes = text.size() == 2 && lower(1) == 'b';
    const bool binary = text.size() == 3 && lower(1) == 'i' && lower(2) == 'b';
    if (!plain && !bytes && !binary)
      return std::nullopt;
  }
  if (amount > std::numeric_limits<uint64_t>::max() >> shift)
    return std::nullopt;
  return amount << shift;
}

std::string format_size(uint64_t bytes) {
  constexpr std::string_view units = "KMGT";
  size_t steps = 0;
  while (bytes != 0 && bytes % 1024 == 0 && steps < units.size()) {
    bytes /= 1024;
    ++steps;
  }
  std::string text = std::to_string(bytes);
  if (steps != 0)
    text += units[steps - 1];
  return text;
}

}  // namespace troupe
