#include "runtime/workflow/store.hpp"

#include "runtime/journal/keys.hpp"

#include <fmt/format.h>

namespace troupe::runtime::workflow {

using journal::cursor;
using journal::read_txn;

namespace {

constexpr uint64_t format_version = 1;
constexpr std::string_view format_key = "workflows";
constexpr std::string_view lives_key = "lives";

caf::expected<chain_row> decode_chain(std::string_view bytes) {
  value_reader from{bytes};
  chain_row row;
  row.newest = static_cast<uint64_t>(from.next().integer);
  row.host = from.next().text;
  row.workflow_id = from.next().text;
  if (!from.ok())
    return make_error(errc::invalid, "the journal's record of a workflow cannot be read");
  return row;
}

}  // namespace

caf::expected<std::unique_ptr<store>> store::open(journal::lmdb& env, bool may_write) {
  std::unique_ptr<store> made{new store};
  const std::pair<const char*, journal::table*> wanted[] = {
    {"facts", &made->tables.facts},       {"ids", &made->tables.ids},           {"chains", &made->tables.chains},
    {"runs", &made->tables.runs},         {"events", &made->tables.events},     {"waiting", &made->tables.waiting},
    {"timers", &made->tables.timers},     {"attempts", &made->tables.attempts}, {"children", &made->tables.children},
    {"attention", &made->tables.attention}};
  for (const auto& [name, table] : wanted) {
    auto opened = env.open_table(name);
    if (!opened)
      return opened.error();
    *table = *opened;
  }
  std::optional<uint64_t> found;
  {
    const auto txn = read_txn::begin(env);
    if (!txn)
      return txn.error();
    const auto format = txn->get(made->tables.facts, format_key);
    if (!format)
      return format.error();
    if (*format)
      found = journal::number_in(**format).value_or(0);
  }
  if (found && *found != format_version)
    return make_error(errc::invalid, fmt::format("{}: the journal is of another format ({}) than this troupe writes ({}); start it with the "
                                                 "version that wrote it", env.folder().string(), *found, format_version));
  if (!found && !may_write)
    return make_error(errc::not_found, fmt::format("{}: there are no workflows", env.folder().string()));
  if (may_write)
    if (caf::error problem = made->begin_life(env))
      return problem;
  return made;
}

caf::error store::begin_life(journal::lmdb& env) {
  auto txn = journal::write_txn::begin(env);
  if (!txn)
    return txn.error();
  const auto before = txn->get(tables.facts, lives_key);
  if (!before)
    return before.error();
  life_ = (*before ? journal::number_in(**before).value_or(0) : 0) + 1;
  if (caf::error problem = txn->put(tables.facts, format_key, journal::key_of(format_version)))
    return problem;
  if (caf::error problem = txn->put(tables.facts, lives_key, journal::key_of(life_)))
    return problem;
  return std::move(*txn).commit();
}

caf::expected<uint64_t> store::find(const read_txn& txn, std::string_view host, std::string_view workflow_id) const {
  const auto found = txn.get(tables.ids, id_key(host, workflow_id));
  if (!found)
    return found.error();
  return *found ? journal::number_in(**found).value_or(0) : 0;
}

caf::expected<std::optional<chain_row>> store::chain(const read_txn& txn, uint64_t number) const {
  const auto found = txn.get(tables.chains, journal::key_of(number));
  if (!found)
    return found.error();
  if (!*found)
    return std::optional<chain_row>{};
  auto row = decode_chain(**found);
  if (!row)
    return row.error();
  return std::optional{std::move(*row)};
}

caf::expected<std::optional<run_row>> store::run(const read_txn& txn, uint64_t number) const {
  const auto found = txn.get(tables.runs, journal::key_of(number));
  if (!found)
    return found.error();
  if (!*found)
    return std::optional<run_row>{};
  auto row = decode_run(**found);
  if (!row)
    return row.error();
  return std::optional{std::move(*row)};
}

caf::expected<bool> store::is_open(const read_txn& txn, uint64_t number) const {
  const auto found = txn.get(tables.runs, journal::key_of(number));
  if (!found)
    return found.error();
  return *found && is_open_run(**found);
}

caf::expected<std::optional<numbered_run>> store::newest(const journal::read_txn& txn, uint64_t number) const {
  const auto row = chain(txn, number);
  if (!row)
    return row.error();
  if (!*row)
    return std::optional<numbered_run>{};
  auto found = run(txn, (*row)->newest);
  if (!found)
    return found.error();
  return *found ? std::optional{numbered_run{(*row)->newest, std::move(**found)}} : std::nullopt;
}

caf::expected<std::optional<attempt_row>> store::attempt(const read_txn& txn, uint64_t run, uint64_t command) const {
  const auto found = txn.get(tables.attempts, pair_key(run, command));
  if (!found)
    return found.error();
  if (!*found)
    return std::optional<attempt_row>{};
  auto row = decode_attempt(**found);
  if (!row)
    return row.error();
  return std::optional{std::move(*row)};
}

caf::expected<std::vector<job>> store::waiting(const read_txn& txn, uint64_t chain, uint64_t beyond) const {
  std::vector<job> jobs;
  auto at = cursor::open(txn, tables.waiting);
  if (!at)
    return at.error();
  const std::string prefix = journal::key_of(chain);
  for (auto item = at->seek(pair_key(chain, beyond + 1));; item = at->next()) {
    if (!item)
      return item.error();
    if (!*item || !(*item)->key.starts_with(prefix))
      return jobs;
    auto each = decode_job((*item)->bytes);
    if (!each)
      return each.error();
    each->arrival = *journal::number_in((*item)->key.substr(8));
    jobs.push_back(std::move(*each));
  }
}

caf::error store::each_event(const read_txn& txn, uint64_t run, const take_event& take, uint64_t from) const {
  auto at = cursor::open(txn, tables.events);
  if (!at)
    return at.error();
  const std::string prefix = journal::key_of(run);
  for (auto item = at->seek(pair_key(run, from));; item = at->next()) {
    if (!item)
      return item.error();
    if (!*item || !(*item)->key.starts_with(prefix))
      return {};
    if (caf::error problem = take(*journal::number_in((*item)->key.substr(8)), (*item)->bytes))
      return problem;
  }
}

caf::expected<std::vector<uint64_t>> store::restless(const read_txn& txn) const {
  std::vector<uint64_t> found;
  auto waits = cursor::open(txn, tables.waiting);
  if (!waits)
    return waits.error();
  for (auto item = waits->seek("");;) {
    if (!item)
      return item.error();
    if (!*item)
      break;
    found.push_back(*journal::number_in((*item)->key.substr(0, 8)));
    item = waits->seek(journal::key_of(found.back() + 1));  // past the others of that chain
  }
  auto attention = cursor::open(txn, tables.attention);
  if (!attention)
    return attention.error();
  for (auto item = attention->seek("");; item = attention->next()) {
    if (!item)
      return item.error();
    if (!*item)
      return found;
    found.push_back(*journal::number_in((*item)->bytes));
  }
}

caf::expected<std::vector<timer_row>> store::due(const read_txn& txn, const std::string& from, int64_t now_ns, size_t most) const {
  std::vector<timer_row> found;
  auto at = cursor::open(txn, tables.timers);
  if (!at)
    return at.error();
  for (auto item = at->seek(from); found.size() < most; item = at->next()) {
    if (!item)
      return item.error();
    const auto row = *item ? decode_timer((*item)->key, (*item)->bytes) : std::nullopt;
    if (!row || row->deadline_ns > now_ns)
      break;
    found.push_back(*row);
  }
  return found;
}

caf::expected<std::optional<timer_row>> store::next_timer(const read_txn& txn, const std::string& from) const {
  auto at = cursor::open(txn, tables.timers);
  if (!at)
    return at.error();
  const auto item = at->seek(from);
  if (!item)
    return item.error();
  return *item ? decode_timer((*item)->key, (*item)->bytes) : std::nullopt;
}

caf::error store::each_chain(const read_txn& txn, const std::function<bool(uint64_t, const chain_row&)>& take) const {
  auto at = cursor::open(txn, tables.chains);
  if (!at)
    return at.error();
  for (auto item = at->seek("");; item = at->next()) {
    if (!item)
      return item.error();
    if (!*item)
      return {};
    const auto row = decode_chain((*item)->bytes);
    if (!row)
      return row.error();
    if (!take(*journal::number_in((*item)->key), *row))
      return {};
  }
}

}  // namespace troupe::runtime::workflow
