#include "config/document_path.hpp"

namespace troupe {

const document* find_path(const document& tree, std::string_view path) noexcept {
  const document* direct = tree.find(path);
  if (direct != nullptr)
    return direct->is_null() ? nullptr : direct;
  for (size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1))
    if (const document* outer = tree.find(path.substr(0, dot)))
      if (const document* inner = find_path(*outer, path.substr(dot + 1)))
        return inner;
  return nullptr;
}

document& make_path(document& tree, std::string_view path) {
  if (document* direct = tree.find(path))
    return *direct;
  const size_t dot = path.find('.');
  if (dot == std::string_view::npos)
    return tree.set(path, {});
  // A key that is itself dotted may stand on the way.
  for (size_t at = dot; at != std::string_view::npos; at = path.find('.', at + 1))
    if (document* outer = tree.find(path.substr(0, at)); outer != nullptr && outer->is_map())
      return make_path(*outer, path.substr(at + 1));
  document& outer = tree.set(path.substr(0, dot), document::map{});
  return make_path(outer, path.substr(dot + 1));
}

}  // namespace troupe
