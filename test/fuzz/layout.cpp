// Time layouts: the first line is a layout, the rest a text. What was read can be printed.
#include "runtime/modules/time_layout.hpp"
#include "test/fuzz/target.hpp"

#include <array>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace troupe;
  namespace modules = runtime::modules;
  const std::string_view all = fuzz::text_of(bytes, size);
  const std::string_view layout = all.substr(0, all.find('\n'));
  const std::string_view text = layout.size() == all.size() ? std::string_view{} : all.substr(layout.size() + 1);
  modules::parsed_time parsed;
  const auto problem = modules::parse_layout(layout, text, parsed);
  if (problem)
    return 0;
  std::array<char, 256> small{};
  modules::format_layout(layout, {parsed.civil, parsed.nanosecond, parsed.offset.value_or(0), parsed.abbreviation}, small);
  modules::offset_in_name(parsed.abbreviation);
  return 0;
}
