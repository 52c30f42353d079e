#include "runtime/modules/json_schema_index.hpp"

#include <charconv>

namespace troupe::runtime::modules {

namespace {

const std::string* text_at(const document& part, std::string_view key) {
  const document* found = part.find(key);
  return found == nullptr ? nullptr : found->as_string();
}

std::string_view without_fragment(std::string_view uri) noexcept {
  return uri.substr(0, uri.find('#'));
}

// `~1`, `~0` and `%xx` as in the fragment of a URI.
std::string unescaped(std::string_view token) {
  std::string plain;
  for (size_t i = 0; i < token.size(); ++i) {
    unsigned byte = 0;
    if (token[i] == '%' && i + 2 < token.size()
        && std::from_chars(token.data() + i + 1, token.data() + i + 3, byte, 16).ptr == token.data() + i + 3) {
      plain += static_cast<char>(byte);
      i += 2;
    } else {
      plain += token[i];
    }
  }
  std::string made;
  for (size_t i = 0; i < plain.size(); ++i)
    if (plain[i] == '~' && i + 1 < plain.size() && (plain[i + 1] == '0' || plain[i + 1] == '1'))
      made += plain[++i] == '0' ? '~' : '/';
    else
      made += plain[i];
  return made;
}

const document* follow(const document* from, std::string_view pointer) {
  while (from != nullptr && !pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string token = unescaped(pointer.substr(0, pointer.find('/')));
    pointer.remove_prefix(std::min(pointer.find('/'), pointer.size()));
    if (const document::list* items = from->as_list()) {
      size_t index = items->size();
      std::from_chars(token.data(), token.data() + token.size(), index);
      from = index < items->size() ? &(*items)[index] : nullptr;
    } else {
      from = from->find(token);
    }
  }
  return from;
}

bool has_scheme(std::string_view uri) noexcept {
  const size_t end = uri.find_first_of(":/?#");
  return end != std::string_view::npos && end > 0 && uri[end] == ':';
}

}  // namespace

std::string resolve_uri(std::string_view base, std::string_view reference) {
  base = without_fragment(base);
  if (has_scheme(reference) || base.empty())
    return std::string{reference};
  if (reference.empty() || reference.front() == '#')
    return std::string{base}.append(reference);
  const size_t scheme = base.find(':');
  const size_t authority = base.substr(scheme + 1).starts_with("//") ? scheme + 3 : std::string_view::npos;
  if (reference.starts_with("//"))
    return std::string{base.substr(0, scheme + 1)}.append(reference);
  const size_t path = authority == std::string_view::npos ? scheme + 1 : std::min(base.find('/', authority), base.size());
  if (reference.front() == '/')
    return std::string{base.substr(0, path)}.append(reference);
  const size_t folder = base.rfind('/');
  std::string_view kept = folder == std::string_view::npos || folder < path ? base.substr(0, path) : base.substr(0, folder + 1);
  while (reference.starts_with("./") || reference.starts_with("../")) {
    const bool up = reference[1] == '.';
    reference.remove_prefix(up ? 3 : 2);
    if (up && kept.size() > path + 1)
      kept = kept.substr(0, kept.substr(0, kept.size() - 1).rfind('/') + 1);
  }
  std::string made{kept};
  if (!made.ends_with('/') && authority != std::string_view::npos)
    made += '/';
  return made.append(reference);
}

json_schema_index::json_schema_index(const document& root) {
  resources_[""] = &root;
  add(root, "");
}

// As deep as the document, which is bounded.
void json_schema_index::add(const document& part, std::string_view base) {
  if (const document::list* items = part.as_list())
    for (const document& each : *items)
      add(each, base);
  if (part.is_bool())
    bases_[&part] = base;
  const document::map* members = part.as_map();
  if (members == nullptr)
    return;
  std::string own{base};
  if (const std::string* id = text_at(part, "$id"); id != nullptr && !without_fragment(*id).empty()) {
    own = std::string{without_fragment(resolve_uri(base, *id))};
    resources_[own] = &part;
  }
  for (const char* key : {"$anchor", "$dynamicAnchor"})
    if (const std::string* name = text_at(part, key)) {
      anchors_[own + '#' + *name] = &part;
      if (key[1] == 'd')
        dynamic_.insert(own + '#' + *name);
    }
  bases_[&part] = own;
  for (const auto& [key, member] : *members)
    if (key != "enum" && key != "const")  // data, whatever it looks like
      add(member, own);
}

std::string_view json_schema_index::base_of(const document& part) const {
  const auto found = bases_.find(&part);
  return found == bases_.end() ? std::string_view{} : std::string_view{found->second};
}

const document* json_schema_index::find(std::string_view base, std::string_view reference) const {
  const std::string uri = resolve_uri(base, reference);
  const std::string_view resource = without_fragment(uri);
  const size_t hash = uri.find('#');
  const std::string_view fragment = hash == std::string::npos ? std::string_view{} : std::string_view{uri}.substr(hash + 1);
  if (!fragment.empty() && fragment.front() != '/') {
    const auto anchor = anchors_.find(uri);
    return anchor == anchors_.end() ? nullptr : anchor->second;
  }
  const auto found = resources_.find(resource);
  return found == resources_.end() ? nullptr : follow(found->second, fragment);
}

const document* json_schema_index::find_dynamic(std::string_view base, std::string_view reference,
                                                const std::vector<std::string_view>& scopes) const {
  const document* first = find(base, reference);
  const std::string uri = resolve_uri(base, reference);
  const size_t hash = uri.find('#');
  if (first == nullptr || hash == std::string::npos || !dynamic_.contains(uri))
    return first;
  for (const std::string_view scope : scopes)
    if (const std::string candidate = std::string{scope} + uri.substr(hash); dynamic_.contains(candidate))
      return anchors_.find(candidate)->second;
  return first;
}

}  // namespace troupe::runtime::modules
