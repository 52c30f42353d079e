#include "registry/entry.hpp"

#include "config/document_path.hpp"

namespace troupe::registry {

const document* find_field(const entry& owner, std::string_view path) noexcept {
  if (path.starts_with("meta."))
    return find_path(owner.meta, path.substr(5));
  if (path.starts_with("data."))
    path.remove_prefix(5);
  return find_path(owner.data, path);
}

std::string_view string_field(const entry& owner, std::string_view path) noexcept {
  const document* node = find_field(owner, path);
  const std::string* text = node == nullptr ? nullptr : node->as_string();
  return text == nullptr ? std::string_view{} : std::string_view{*text};
}

}  // namespace troupe::registry
