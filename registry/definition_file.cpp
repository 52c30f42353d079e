#include "registry/definition_file.hpp"

#include "config/files.hpp"
#include "config/yaml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <system_error>

namespace troupe::registry {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view scheme = "file://";

bool blank(const document* node) {
  const std::string* text = node == nullptr ? nullptr : node->as_string();
  return text == nullptr || text->find_first_not_of(" \t\r\n") == std::string::npos;
}

// Replaces `file://` texts in a tree by what the files hold.
class substitution {
public:
  substitution(const definition_place& place, diagnostics& findings)
      : place_(place),
        findings_(findings),
        root_(fs::absolute(place.root).lexically_normal()),
        real_root_(real_path(root_)) {}

  void run(document& node) {
    if (std::string* text = node.as_string()) {
      if (text->starts_with(scheme))
        replace(node, text->substr(scheme.size()));
    } else if (document::list* items = node.as_list()) {
      for (document& item : *items)
        run(item);
    } else if (document::map* members = node.as_map()) {
      for (auto& [key, value] : *members)
        run(value);
    }
  }

private:
  void replace(document& node, const std::string& named) {
    const std::string shown = std::string{scheme} + named;
    if (named.empty() || named == "/")
      return findings_.error(node.mark(), fmt::format("{}: empty path", shown));
    const bool from_root = named.front() == '/';
    if (place_.files != nullptr)
      return replace_from_elsewhere(node, from_root ? fs::path{named.substr(1)} : place_.path.relative_path().parent_path() / named, shown);
    const fs::path base =
      from_root ? root_ : fs::absolute(place_.path).lexically_normal().parent_path();
    const fs::path path = (base / named.substr(from_root ? 1 : 0)).lexically_normal();
    if (!is_inside(path, root_))
      return findings_.error(
        node.mark(),
        fmt::format("{}: leaves the source folder {}", shown, shown_path(root_, place_.shown_from)),
        "move the file below the source folder");
    if (!is_inside(real_path(path), real_root_))
      return findings_.error(node.mark(),
                             fmt::format("{}: leaves the source folder {} by a link", shown,
                                         shown_path(root_, place_.shown_from)),
                             "copy the file below the source folder");
    auto text = read_text_file(path);
    if (!text) {
      const bool missing =
        code_of(text.error()) == errc::not_found && !fs::is_symlink(fs::symlink_status(path));
      return findings_.error(
        node.mark(),
        fmt::format("{}: {}", shown, missing ? "no such file" : why_unreadable(path, text.error())),
        missing ? similar(path, named) : std::string{});
    }
    node = document{std::move(*text)};
    node.mark({std::make_shared<const std::string>(shown_path(path, place_.shown_from)), 1, 1});
  }

  void replace_from_elsewhere(document& node, const fs::path& named, const std::string& shown) {
    const fs::path path = named.lexically_normal();
    if (path.is_absolute() || path.native().starts_with(".."))
      return findings_.error(node.mark(), fmt::format("{}: leaves the file system", shown), "move the file into it");
    auto text = place_.files->read(path.native());
    if (!text)
      return findings_.error(node.mark(), fmt::format("{}: {}", shown, message_of(text.error())));
    node = document{std::move(*text)};
    node.mark({std::make_shared<const std::string>("/" + path.native()), 1, 1});
  }

  // A file beside the one that is missing whose name is nearly the same.
  static std::string similar(const fs::path& missing, const std::string& named) {
    std::vector<std::string> names;
    std::error_code problem;
    for (fs::directory_iterator it{missing.parent_path(), problem}, end; !problem && it != end;
         it.increment(problem))
      names.push_back(it->path().filename().native());
    const std::vector<std::string_view> known(names.begin(), names.end());
    const std::string wanted = missing.filename().native();
    const std::string_view near = nearest_name(wanted, known);
    if (near.empty())
      return {};
    return fmt::format("did you mean {}{}{}?", scheme,
                       named.substr(0, named.size() - wanted.size()), near);
  }

  const definition_place& place_;
  diagnostics& findings_;
  fs::path root_;
  fs::path real_root_;  // without links
};

class file_reader {
public:
  file_reader(const definition_place& place, diagnostics& findings)
      : place_(place),
        findings_(findings) {}

  std::vector<entry> read() {
    const std::string shown = shown_path(place_.path, place_.shown_from);
    auto tree = read_tree(shown);
    if (!tree || blank(tree->find("namespace")))
      return {};
    substitution{place_, findings_}.run(*tree);
    ns_ = *tree->find("namespace")->as_string();
    if (const document* meta = tree->find("meta"); meta != nullptr && meta->is_map())
      base_meta_ = *meta;
    document* entries = tree->find("entries");
    if (entries != nullptr && !entries->is_list() && !entries->is_null())
      findings_.error(entries->mark(),
                      fmt::format("entries must be a list, got a {}", entries->type_name()));
    else if (entries != nullptr && entries->is_list() && !entries->as_list()->empty())
      read_list(*entries->as_list());
    else if (tree->find("name") != nullptr || tree->find("kind") != nullptr)
      read_single(*tree);
    else if (entries == nullptr || entries->is_null())
      findings_.error(tree->mark(),
                      "either entries array or single entry (name/kind) must be provided");
    return std::move(entries_);
  }

private:
  std::optional<document> read_tree(const std::string& shown) const {
    if (place_.files == nullptr)
      return place_.known != nullptr ? place_.known->read(place_.path, findings_, shown) : read_yaml_file(place_.path, findings_, shown);
    auto file = std::make_shared<const std::string>(shown);
    const auto text = place_.files->read(place_.path.relative_path().native());
    if (text)
      return parse_yaml(*text, std::move(file), findings_);
    findings_.error({std::move(file), 0, 0}, message_of(text.error()));
    return std::nullopt;
  }

  void read_list(document::list& items) {
    entries_.reserve(items.size());
    for (size_t i = 0; i < items.size(); ++i) {
      if (!items[i].is_map()) {
        findings_.error(items[i].mark(), fmt::format("entry[{}]: expected a map, got a {}", i,
                                                     items[i].type_name()));
        continue;
      }
      constexpr std::array<std::string_view, 4> own{"name", "kind", "meta", "data"};
      add(items[i], fmt::format("entry[{}].", i), own);
    }
  }

  void read_single(document& tree) {
    constexpr std::array<std::string_view, 8> own{"namespace", "name",         "kind",    "meta",
                                                  "version",   "requirements", "entries", "data"};
    add(tree, "", own);
  }

  bool has_text(const document& fields, const std::string& prefix, std::string_view name) {
    const document* node = fields.find(name);
    if (!blank(node))
      return true;
    const bool placed = node != nullptr && node->mark().file;
    findings_.error(
      placed ? node->mark() : fields.mark(),
      fmt::format("{}{}: {} is required and must be a non-empty string", prefix, name, name));
    return false;
  }

  void add(document& fields, const std::string& prefix, std::span<const std::string_view> own) {
    const bool named = has_text(fields, prefix, "name");
    if (!has_text(fields, prefix, "kind") || !named)
      return;
    entry made;
    made.id = {ns_, *fields.find("name")->as_string()};
    made.kind = *fields.find("kind")->as_string();
    made.mark = fields.mark();
    made.meta = base_meta_;
    if (document* meta = fields.find("meta"); meta != nullptr && meta->is_map()) {
      made.meta.mark(meta->mark());
      for (auto& [key, value] : *meta->as_map())
        made.meta.set(key, std::move(value));
    }
    if (document* data = fields.find("data")) {
      made.data = std::move(*data);
    } else {
      document::map rest;
      for (auto& [key, value] : *fields.as_map())
        if (std::find(own.begin(), own.end(), key) == own.end())
          rest.emplace_back(key, std::move(value));
      made.data = document{std::move(rest)};
      made.data.mark(fields.mark());
    }
    entries_.push_back(std::move(made));
  }

  const definition_place& place_;
  diagnostics& findings_;
  std::string ns_;
  document base_meta_ = document::map{};
  std::vector<entry> entries_;
};

}  // namespace

std::vector<entry> read_definition_file(const definition_place& place, diagnostics& findings) {
  return file_reader{place, findings}.read();
}

}  // namespace troupe::registry
