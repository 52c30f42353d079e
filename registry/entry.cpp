#include "registry/entry.hpp"

#include "config/document_path.hpp"
#include "config/heap_bytes.hpp"

namespace troupe::registry {

size_t heap_bytes(const entry& what) noexcept {
  using troupe::heap_bytes;
  return sizeof what + heap_bytes(what.id.ns) + heap_bytes(what.id.name) + heap_bytes(what.kind) + heap_bytes(what.meta)
         + heap_bytes(what.data) + heap_bytes(what.module) + (what.decoded == nullptr ? 0 : heap_bytes(*what.decoded));
}

document to_document(const entry& what) {
  document made{document::map{{"id", document{what.id.text()}}, {"kind", document{what.kind}}, {"meta", what.meta}}};
  if (!what.data.is_null())
    made.set("data", what.data);
  if (!what.module.empty())
    made.set("module", document{what.module});
  return made;
}

std::optional<entry> to_entry(const document& from) {
  const auto text = [&](std::string_view name) {
    const document* found = from.find(name);
    return found == nullptr ? nullptr : found->as_string();
  };
  const std::string* id = text("id");
  const std::string* kind = text("kind");
  if (id == nullptr || kind == nullptr)
    return std::nullopt;
  entry made;
  made.id = entry_id::parse(*id);
  made.kind = *kind;
  if (const document* meta = from.find("meta"); meta != nullptr && meta->is_map())
    made.meta = *meta;
  if (const document* data = from.find("data"))
    made.data = *data;
  if (const std::string* module = text("module"))
    made.module = *module;
  return made;
}

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
