#include "runtime/modules/volume_path.hpp"

namespace troupe::runtime::modules {

namespace {

// False if that leaves the root.
bool add_part(std::string& to, std::string_view part) {
  if (part.empty() || part == ".")
    return true;
  if (part != "..") {
    if (!to.empty())
      to += '/';
    to += part;
    return true;
  }
  if (to.empty())
    return false;
  const size_t cut = to.rfind('/');
  to.resize(cut == std::string::npos ? 0 : cut);
  return true;
}

}  // namespace

const char* resolve_path(std::string_view from, std::string_view path, std::string& into) {
  if (path.empty())
    return "path is required";
  if (path.find('\0') != std::string_view::npos)
    return "path contains a null byte";
  std::string made{path.front() == '/' ? std::string_view{} : from};
  while (!path.empty()) {
    const size_t end = path.find('/');
    if (!add_part(made, path.substr(0, end)))
      return "path leaves the filesystem";
    path = end == std::string_view::npos ? std::string_view{} : path.substr(end + 1);
  }
  into = std::move(made);
  return nullptr;
}

}  // namespace troupe::runtime::modules
