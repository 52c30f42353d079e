#include "runtime/journal/registry_history.hpp"

#include "config/fault_point.hpp"
#include "runtime/journal/keys.hpp"
#include "runtime/journal/lmdb.hpp"
#include "runtime/value.hpp"

#include <fmt/format.h>

namespace troupe::runtime::journal {

namespace {

constexpr uint64_t format_version = 1;
constexpr std::string_view format_key = "format";
constexpr std::string_view head_key = "head";
constexpr std::string_view from_files = "files";
constexpr std::string_view from_program = "program";

using registry::version_number;
using registry::version_ptr;

// A removal names what goes.
document written(const registry::operation& each) {
  document made = each.kind == registry::action::remove ? document{document::map{{"id", document{each.item->id.text()}}}}
                                                        : registry::to_document(*each.item);
  made.set("action", document{registry::action_name(each.kind)});
  return made;
}

std::string written(const registry::version& made) {
  document record{document::map{}};
  record.set("parent", document{static_cast<int64_t>(made.parent)});
  record.set("made_at_ns", document{static_cast<int64_t>(std::chrono::nanoseconds{made.made_at.time_since_epoch()}.count())});
  record.set("author", document{made.author});
  record.set("source", document{made.source == registry::change_source::files ? from_files : from_program});
  document::list operations;
  for (const registry::operation& each : made.changes)
    operations.push_back(written(each));
  record.set("changes", document{std::move(operations)});
  return std::string{to_value(record).bytes()};
}

std::string_view text_member(const document& of, std::string_view name) {
  const document* found = of.find(name);
  const std::string* text = found != nullptr ? found->as_string() : nullptr;
  return text != nullptr ? std::string_view{*text} : std::string_view{};
}

std::optional<registry::operation> read_operation(const document& from) {
  const std::string_view action = text_member(from, "action");
  if (action == registry::action_name(registry::action::remove)) {
    const entry_id id = entry_id::parse(text_member(from, "id"));
    return id.name.empty() ? std::nullopt : std::optional{registry::operation::remove(id)};
  }
  auto item = registry::to_entry(from);
  if (!item || item->id.name.empty())
    return std::nullopt;
  if (action == registry::action_name(registry::action::create))
    return registry::operation::create(std::move(*item));
  if (action == registry::action_name(registry::action::update))
    return registry::operation::update(std::move(*item));
  return std::nullopt;
}

version_ptr read_version(version_number number, std::string_view bytes) {
  if (!value::verify(bytes))
    return nullptr;
  const document record = first_as_document(value::from_bytes(bytes));
  auto made = std::make_shared<registry::version>();
  made->number = number;
  const document* parent = record.find("parent");
  const document* made_at = record.find("made_at_ns");
  const document* changes = record.find("changes");
  if (parent == nullptr || !parent->as_integer() || made_at == nullptr || !made_at->as_integer() || changes == nullptr || changes->as_list() == nullptr)
    return nullptr;
  made->parent = static_cast<version_number>(*parent->as_integer());
  made->made_at = std::chrono::system_clock::time_point{
    std::chrono::duration_cast<std::chrono::system_clock::duration>(std::chrono::nanoseconds{*made_at->as_integer()})};
  made->author = text_member(record, "author");
  made->source = text_member(record, "source") == from_files ? registry::change_source::files : registry::change_source::program;
  for (const document& each : *changes->as_list()) {
    auto operation = read_operation(each);
    if (!operation)
      return nullptr;
    made->changes.push_back(std::move(*operation));
  }
  return made;
}

class stored_history final : public registry::known_versions {
public:
  explicit stored_history(std::unique_ptr<lmdb> env) : env_(std::move(env)) {}

  caf::error open(lmdb::access how) {
    auto versions = env_->open_table("versions");
    auto facts = versions ? env_->open_table("facts") : versions;
    if (!facts)
      return facts.error();
    versions_table_ = *versions;
    facts_table_ = *facts;
    if (caf::error problem = how == lmdb::access::write ? begin_or_check_format() : check_format())
      return problem;
    return read_all();
  }

  caf::error append(version_ptr made) override {
    TROUPE_ASSERT(made->number == next_number() && get(made->parent) != nullptr);
    fault_point("registry.before_append");
    if (caf::error problem = store(*made))
      return problem;
    fault_point("registry.after_append");
    advance(std::move(made));
    return {};
  }

  caf::error move_head(version_number head) override {
    if (get(head) == nullptr)
      return make_error(errc::not_found, "version not found");
    fault_point("registry.before_move");
    auto txn = write_txn::begin(*env_);
    if (!txn)
      return txn.error();
    if (caf::error problem = txn->put(facts_table_, head_key, key_of(head)))
      return problem;
    if (caf::error problem = std::move(*txn).commit())
      return problem;
    fault_point("registry.after_move");
    point_to(head);
    return {};
  }

private:
  caf::error bad(std::string_view what) const {
    return make_error(errc::invalid, fmt::format("{}: {}; move the folder away to begin a new history", env_->folder().string(), what));
  }

  caf::error check_format(const read_txn& txn) const {
    const auto format = txn.get(facts_table_, format_key);
    if (!format)
      return format.error();
    if (!*format)
      return make_error(errc::not_found, fmt::format("{}: there is no history", env_->folder().string()));
    const auto found = number_in(**format);
    if (!found || *found != format_version)
      return bad("its format is of a later troupe");
    return {};
  }

  caf::error check_format() const {
    const auto txn = read_txn::begin(*env_);
    return txn ? check_format(*txn) : txn.error();
  }

  // A new environment gets its format and v0.
  caf::error begin_or_check_format() {
    auto txn = write_txn::begin(*env_);
    if (!txn)
      return txn.error();
    if (caf::error problem = check_format(*txn); code_of(problem) != errc::not_found)
      return problem;
    registry::version baseline;
    baseline.made_at = std::chrono::system_clock::now();
    if (caf::error problem = txn->put(facts_table_, format_key, key_of(format_version)))
      return problem;
    if (caf::error problem = txn->put(facts_table_, head_key, key_of(0)))
      return problem;
    if (caf::error problem = txn->put(versions_table_, key_of(0), written(baseline)))
      return problem;
    return std::move(*txn).commit();
  }

  caf::error read_all() {
    const auto txn = read_txn::begin(*env_);
    if (!txn)
      return txn.error();
    auto at = cursor::open(*txn, versions_table_);
    if (!at)
      return at.error();
    auto found = at->seek({});
    for (; found && *found; found = at->next()) {
      const auto number = number_in((*found)->key);
      version_ptr made = number ? read_version(*number, (*found)->bytes) : nullptr;
      if (made == nullptr || (*number != 0 && get(made->parent) == nullptr))
        return bad(fmt::format("version v{} cannot be read", number ? *number : 0));
      know(std::move(made));
    }
    if (!found)
      return found.error();
    const auto head = txn->get(facts_table_, head_key);
    if (!head)
      return head.error();
    const auto number = *head ? number_in(**head) : std::nullopt;
    if (!number || get(*number) == nullptr)
      return bad("it has no head");
    point_to(*number);
    return {};
  }

  caf::error store(const registry::version& made) {
    auto txn = write_txn::begin(*env_);
    if (!txn)
      return txn.error();
    if (caf::error problem = txn->append(versions_table_, key_of(made.number), written(made)))
      return problem;
    if (caf::error problem = txn->put(facts_table_, head_key, key_of(made.number)))
      return problem;
    return std::move(*txn).commit();
  }

  const std::unique_ptr<lmdb> env_;
  table versions_table_;
  table facts_table_;
};

caf::expected<std::unique_ptr<registry::history>> open_as(lmdb::access mode, const std::filesystem::path& folder, size_t map_bytes) {
  lmdb::options how;
  how.map_bytes = map_bytes;
  how.mode = mode;
  auto env = lmdb::open(folder, how);
  if (!env)
    return env.error();
  auto made = std::make_unique<stored_history>(std::move(*env));
  if (caf::error problem = made->open(mode))
    return problem;
  return std::unique_ptr<registry::history>{std::move(made)};
}

}  // namespace

caf::expected<std::unique_ptr<registry::history>> open_registry_history(const std::filesystem::path& folder, size_t map_bytes) {
  return open_as(lmdb::access::write, folder, map_bytes);
}

caf::expected<std::unique_ptr<registry::history>> read_registry_history(const std::filesystem::path& folder, size_t map_bytes) {
  return open_as(lmdb::access::read, folder, map_bytes);
}

}  // namespace troupe::runtime::journal
