#include "config/types.hpp"

#include <fmt/format.h>

#include <charconv>
#include <mutex>
#include <unordered_set>

namespace troupe {

entry_id entry_id::parse(std::string_view text) {
  return relative(text, {});
}

entry_id entry_id::relative(std::string_view text, std::string_view home) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos)
    return {std::string{home}, std::string{text}};
  return {std::string{text.substr(0, colon)}, std::string{text.substr(colon + 1)}};
}

std::string entry_id::text() const {
  return ns.empty() ? name : ns + ":" + name;
}

const std::string* intern(std::string_view text) {
  static std::mutex guard;
  static std::unordered_set<std::string> texts;  // nodes keep their address
  const std::lock_guard lock{guard};
  return &*texts.emplace(text).first;
}

namespace {

std::mutex workflow_names_guard;
std::function<std::string(process_id)> workflow_name;

}  // namespace

void set_workflow_names(std::function<std::string(process_id)> text_of) {
  const std::lock_guard lock{workflow_names_guard};
  workflow_name = std::move(text_of);
}

std::string process_id::text() const {
  if (number == 0)
    return "{|}";
  if ((number & written_bit) != 0)
    return *host;
  if (is_workflow()) {
    const std::lock_guard lock{workflow_names_guard};
    return workflow_name ? workflow_name(*this) : "{|}";
  }
  return fmt::format("{{{}|0x{:05x}}}", host == nullptr ? std::string_view{} : *host, number);
}

std::optional<parsed_pid> parse_pid(std::string_view text, std::string_view& problem) {
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') {
    problem = "invalid pid format: missing braces";
    return std::nullopt;
  }
  text = text.substr(1, text.size() - 2);
  const size_t first = text.find('|');
  if (first == std::string_view::npos) {
    problem = "invalid pid format: missing pipe";
    return std::nullopt;
  }
  std::string_view host = text.substr(0, first);
  if (const size_t node = host.find('@'); node != std::string_view::npos)
    host = host.substr(node + 1);
  std::string_view id = text.substr(first + 1);
  if (const size_t second = id.find('|'); second != std::string_view::npos)
    id = id.substr(second + 1);  // the legacy middle part carries nothing
  return parsed_pid{std::string{host}, std::string{id}};
}

std::optional<uint64_t> parse_process_number(std::string_view id) noexcept {
  if (!id.starts_with("0x"))
    return std::nullopt;
  uint64_t number = 0;
  const auto [end, problem] = std::from_chars(id.data() + 2, id.data() + id.size(), number, 16);
  if (problem != std::errc{} || end != id.data() + id.size() || number == 0)
    return std::nullopt;
  return number;
}

}  // namespace troupe
