#include "registry/lock_file.hpp"

#include "config/document_text.hpp"
#include "config/field_reader.hpp"
#include "config/files.hpp"
#include "config/yaml.hpp"

namespace troupe::registry {

namespace {

// The maps of a list field; anything else in it is reported.
std::vector<const document*> maps_in(field_reader& fields, std::string_view name,
                                     diagnostics& findings) {
  std::vector<const document*> out;
  const document* list = fields.list(name);
  if (list == nullptr)
    return out;
  for (const document& item : *list->as_list()) {
    if (item.is_map())
      out.push_back(&item);
    else
      findings.error(item.mark(), std::string{name} + ": expected a map");
  }
  return out;
}

}  // namespace

std::filesystem::path lock_file::vendor_path() const {
  std::filesystem::path base = (folder() / modules_folder).lexically_normal();
  if (base.filename().empty())
    base = base.parent_path();
  return base.filename() == "vendor" ? base : base / "vendor";
}

std::optional<lock_file> read_lock_file(const std::filesystem::path& path, diagnostics& findings) {
  if (!is_file(path))
    return std::nullopt;
  const size_t errors_before = findings.error_count();
  const auto tree = read_yaml_file(path, findings);
  if (!tree)
    return std::nullopt;
  lock_file out;
  out.path = path;
  const source_mark place{std::make_shared<const std::string>(path.native())};
  field_reader fields{*tree, place, {}, findings};
  if (fields.require("directories.src"))
    out.source_folder = fields.string("directories.src");
  if (fields.require("directories.modules"))
    out.modules_folder = fields.string("directories.modules");
  for (const document* item : maps_in(fields, "modules", findings)) {
    field_reader module{*item, place, {}, findings, "modules."};
    if (module.require("name") && module.require("version"))
      out.modules.push_back({module.string("name"), module.scalar("version"), module.scalar("hash"),
                             module.scalar("local_hash"), item->mark()});
  }
  for (const document* item : maps_in(fields, "replacements", findings)) {
    field_reader replacement{*item, place, {}, findings, "replacements."};
    if (replacement.require("from") && replacement.require("to"))
      out.replacements.push_back(
        {replacement.string("from"), replacement.string("to"), item->mark()});
  }
  out.unpack_modules = fields.boolean("options.unpack_modules", false);
  if (findings.error_count() != errors_before)
    return std::nullopt;
  return out;
}

caf::error init_lock_file(const std::filesystem::path& path, const std::string& source_folder,
                          const std::string& modules_folder) {
  document tree = document::map{};
  if (is_file(path)) {
    diagnostics findings;
    auto present = read_yaml_file(path, findings);
    if (!present)
      return findings.failure();
    tree = std::move(*present);
  }
  document directories = document::map{};
  directories.set("modules", modules_folder);
  directories.set("src", source_folder);
  tree.set("directories", std::move(directories));
  return write_text_file(path, to_yaml(tree), 0600);
}

}  // namespace troupe::registry
