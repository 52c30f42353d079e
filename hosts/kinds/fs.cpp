// `fs.directory`: folders of the disk that programs may use (io-modules.md section 11).
#include "config/files.hpp"
#include "hosts/folder_volume.hpp"
#include "hosts/kinds/kinds.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <map>

namespace troupe::hosts {

namespace {

using registry::field_type;

constexpr unsigned mode_default = 0755;
constexpr unsigned mode_most = 0777;

registry::schema fields() {
  return registry::schema{}
    .required("directory", field_type::string)
    .optional("mode", field_type::scalar)
    .optional("auto_init", field_type::boolean, document{false})
    .choice("base", {"project", "module"});
}

// Octal as text, or the number that YAML has made of it. Nothing if it is none.
std::optional<unsigned> read_mode(const registry::entry& from) {
  const document* field = registry::find_field(from, "mode");
  if (field == nullptr || field->is_null())
    return mode_default;
  int64_t bits = -1;
  if (const int64_t* number = field->as_integer()) {
    bits = *number;
  } else if (const std::string* text = field->as_string()) {
    char* end = nullptr;
    const long read = std::strtol(text->c_str(), &end, 8);
    if (!text->empty() && *end == '\0')
      bits = read;
  }
  if (bits < 0 || bits > mode_most)
    return std::nullopt;
  return static_cast<unsigned>(bits);
}

void check(const registry::entry& candidate, registry::validation_context& context) {
  if (!read_mode(candidate))
    context.error(candidate, std::string_view{"mode"}, "no permission bits", "write them in octal: \"0755\"");
}

class directory_kind final : public registry::kind_handler {
public:
  explicit directory_kind(kind_environment& around) : around_(around) {}

  void begin() override { volumes_.begin(); }

  caf::error create(const registry::entry& made) override {
    const std::string id = made.id.text();
    // What was there when the transaction began comes back without a question: an undone change must not fail.
    if (const auto before = volumes_.current().find(id); before != volumes_.current().end() && before->second.from == made) {
      volumes_.working()[id] = before->second;
      return {};
    }
    auto volume = make(made);
    if (!volume)
      return volume.error();
    volumes_.working()[id] = {made, std::move(*volume)};
    return {};
  }
  caf::error update(const registry::entry&, const registry::entry& after) override { return create(after); }
  caf::error remove(const registry::entry& gone) override {
    volumes_.working().erase(gone.id.text());
    return {};
  }
  caf::error commit() override {
    volumes_.commit();
    publish();
    return {};
  }
  void discard() override {
    volumes_.discard();
    publish();
  }

private:
  struct known {
    registry::entry from;
    std::shared_ptr<actors::volume> what;
  };

  void publish() {
    actors::volume_table::volumes all;
    for (const auto& [id, each] : volumes_.current())
      all.emplace(id, each.what);
    around_.node.volumes().publish(std::move(all));
  }

  caf::expected<std::shared_ptr<actors::volume>> make(const registry::entry& from) const {
    const registry::schema rules = fields();
    const registry::field_values values{from, rules};
    auto base = base_of(from, values);
    if (!base)
      return base.error();
    folder_settings settings;
    settings.mode = read_mode(from).value_or(mode_default);
    settings.create = values.boolean("auto_init");
    const std::filesystem::path folder = (*base / values.string("directory")).lexically_normal();
    if (caf::error problem = prepare(folder, settings))
      return problem;
    settings.folder = [folder]() -> caf::expected<std::filesystem::path> { return folder; };
    return make_folder_volume(std::move(settings));
  }

  static caf::error prepare(const std::filesystem::path& folder, const folder_settings& settings) {
    std::error_code problem;
    if (is_folder(folder))
      return {};
    if (std::filesystem::exists(folder, problem))
      return make_error(errc::invalid, fmt::format("field \"directory\": {} is no folder", folder.native()));
    if (!settings.create)
      return make_error(errc::invalid, fmt::format("field \"directory\": no such folder: {} (make it, or write `auto_init: true`)", folder.native()));
    if (const caf::error failure = make_folders(folder, settings.mode))
      return with_context(failure, "field \"directory\"");
    return {};
  }

  // Where a relative path starts: in a module's folder, if a module brought the entry.
  caf::expected<std::filesystem::path> base_of(const registry::entry& from, const registry::field_values& values) const {
    std::error_code ignored;
    const std::string module = from.module.empty() ? std::string{registry::string_field(from, "meta.module")} : from.module;
    if (module.empty() || values.string("base") == "project" || std::filesystem::path{values.string("directory")}.is_absolute())
      return std::filesystem::current_path(ignored);
    const auto folder = around_.module_folder ? around_.module_folder(module) : std::nullopt;
    if (!folder)
      return make_error(errc::invalid, fmt::format("field \"directory\": {} lies in the folder of module {}, and the module lies in none "
                                                   "(write `base: project` for the working directory)",
                                                   values.string("directory"), module));
    return std::filesystem::absolute(*folder, ignored);
  }

  kind_environment& around_;
  transacted<std::map<std::string, known>> volumes_;
};

}  // namespace

std::unique_ptr<registry::kind_handler> define_fs_kinds(registry::kind_table& table, kind_environment& around) {
  auto made = std::make_unique<directory_kind>(around);
  table.add({.name = "fs.directory", .fields = fields(), .handler = made.get(), .validate = check});
  return made;
}

}  // namespace troupe::hosts
