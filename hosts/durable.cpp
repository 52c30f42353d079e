#include "hosts/durable.hpp"

#include "actors/local_node.hpp"

#include "config/log.hpp"

namespace troupe::hosts {

namespace {

constexpr std::string_view path_key = "journal.path";
constexpr std::string_view path_default = ".troupe/journal";

}  // namespace

std::filesystem::path journal_folder(const host_config& config, const std::filesystem::path& state) {
  const std::string path = config.string(path_key);
  return path == path_default ? state / "journal" : std::filesystem::path{path};
}

caf::expected<actors::workflows*> durable::open() {
  const std::lock_guard lock{guard_};
  if (engine_ != nullptr)
    return engine_.get();
  if (state_.empty())
    return make_error(errc::unavailable, "workflows need a folder for their journal, and this program keeps none");
  const std::string sync = config_.string("journal.sync");
  runtime::journal::lmdb::options how;
  how.map_bytes = config_.bytes("journal.map_size");
  using durability = runtime::journal::lmdb::durability;
  how.commits = sync == "always" ? durability::always : sync == "batch" ? durability::later : durability::never;
  const std::filesystem::path folder = journal_folder(config_, state_);
  if (!lock_ && config_.string(path_key) != path_default) {
    auto locked = state_folder::open(folder, "journal.path");
    if (!locked)
      return locked.error();
    lock_.emplace(std::move(*locked));
  }
  auto env = runtime::journal::lmdb::open(folder, how);
  if (!env)
    return env.error();
  auto made = actors::workflows::open(node_, std::move(*env), sync == "batch" ? config_.duration("journal.batch_interval") : std::chrono::nanoseconds{});
  if (!made)
    return made.error();
  engine_ = std::move(*made);
  node_.set_durable(engine_.get());
  return engine_.get();
}

void durable::open_if_there() {
  std::error_code ignored;
  if (!state_.empty() && std::filesystem::exists(journal_folder(config_, state_) / "data.mdb", ignored))
    open();
}

void durable::close() {
  const std::lock_guard lock{guard_};
  if (engine_ != nullptr)
    engine_->close();
}

}  // namespace troupe::hosts
