#include "config/document.hpp"

#include "config/heap_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace troupe {

std::string source_mark::text() const {
  if (!file)
    return {};
  return line == 0 ? *file : fmt::format("{}:{}:{}", *file, line, column);
}

const document* document::find(std::string_view key) const noexcept {
  const map* members = as_map();
  if (members == nullptr)
    return nullptr;
  for (const auto& [name, value] : *members)
    if (name == key)
      return &value;
  return nullptr;
}

document* document::find(std::string_view key) noexcept {
  return const_cast<document*>(std::as_const(*this).find(key));
}

document& document::set(std::string_view key, document value) {
  if (!is_map())
    data_ = map{};
  if (document* present = find(key)) {
    *present = std::move(value);
    return *present;
  }
  return std::get<map>(data_).emplace_back(std::string{key}, std::move(value)).second;
}

bool document::erase(std::string_view key) {
  map* members = as_map();
  return members != nullptr
         && std::erase_if(*members, [&](const auto& member) { return member.first == key; }) > 0;
}

size_t heap_bytes(const document& tree) noexcept {
  if (const std::string* text = tree.as_string())
    return heap_bytes(*text);
  size_t bytes = 0;
  if (const document::list* items = tree.as_list()) {
    bytes = items->capacity() * sizeof(document);
    for (const document& each : *items)
      bytes += heap_bytes(each);
  } else if (const document::map* members = tree.as_map()) {
    bytes = members->capacity() * sizeof(document::map::value_type);
    for (const auto& [key, member] : *members)
      bytes += heap_bytes(key) + heap_bytes(member);
  }
  return bytes;
}

std::string document::scalar_text() const {
  if (const bool* b = as_bool())
    return *b ? "true" : "false";
  if (const int64_t* i = as_integer())
    return std::to_string(*i);
  if (const double* d = as_double())
    return fmt::format("{}", *d);
  if (const std::string* s = as_string())
    return *s;
  return {};
}

std::string_view document::type_name() const noexcept {
  constexpr std::string_view names[] = {"null", "boolean", "integer", "number",
                                        "string", "list", "map"};
  return names[data_.index()];
}

bool operator==(const document& a, const document& b) {
  if (a.is_number() && b.is_number() && a.data_.index() != b.data_.index()) {
    const double x = a.is_integer() ? static_cast<double>(*a.as_integer()) : *a.as_double();
    const double y = b.is_integer() ? static_cast<double>(*b.as_integer()) : *b.as_double();
    return x == y;
  }
  if (a.is_map() && b.is_map()) {
    const document::map& left = *a.as_map();
    return left.size() == b.as_map()->size()
           && std::all_of(left.begin(), left.end(), [&](const auto& member) {
                const document* other = b.find(member.first);
                return other != nullptr && member.second == *other;
              });
  }
  return a.data_ == b.data_;
}

}  // namespace troupe
