#include "runtime/workflow/lookup.hpp"

#include "runtime/journal/keys.hpp"

#include <fmt/format.h>

#include <string>

namespace troupe::runtime::workflow {

using journal::cursor;
using journal::key_of;
using journal::number_in;
using journal::read_txn;

namespace {

struct wanted {
  std::string_view host;  // "": any
  std::string_view id;
};

wanted parts_of(std::string_view name) {
  if (name.starts_with('{') && name.ends_with('}') && name.size() >= 2)
    name = name.substr(1, name.size() - 2);
  const size_t bar = name.find('|');
  return bar == std::string_view::npos ? wanted{{}, name} : wanted{name.substr(0, bar), name.substr(bar + 1)};
}

// `worker` means `client@worker`, too.
bool means(std::string_view wanted_host, std::string_view host) {
  return wanted_host.empty() || wanted_host == host
         || (host.size() > wanted_host.size() && host.ends_with(wanted_host) && host[host.size() - wanted_host.size() - 1] == '@');
}

// The hosts that have workflows, each by one step: ids are sorted by host.
caf::expected<std::vector<std::string>> hosts_in(const store& in, const read_txn& txn) {
  std::vector<std::string> hosts;
  auto at = cursor::open(txn, in.tables.ids);
  if (!at)
    return at.error();
  for (auto item = at->seek("");; item = at->seek(hosts.back() + '\1')) {
    if (!item)
      return item.error();
    if (!*item)
      return hosts;
    hosts.emplace_back((*item)->key.substr(0, (*item)->key.find('\0')));
  }
}

// Reads the one item that comes first in a run's record.
uint64_t chain_in(std::string_view run_record) {
  return value::verify(run_record) ? static_cast<uint64_t>(value_reader{run_record}.next().integer) : 0;
}

// Walks the runs from the newest to the oldest, until `take` answers false.
template <class Take>
caf::error each_run_back(const store& in, const read_txn& txn, uint64_t before, Take take) {
  auto at = cursor::open(txn, in.tables.runs);
  if (!at)
    return at.error();
  auto item = before == 0 ? at->last() : at->seek(key_of(before));
  if (item && before != 0)
    item = *item ? at->previous() : at->last();
  for (;; item = at->previous()) {
    if (!item)
      return item.error();
    if (!*item)
      return {};
    auto goes_on = take(*number_in((*item)->key), (*item)->bytes);
    if (!goes_on)
      return goes_on.error();
    if (!*goes_on)
      return {};
  }
}

}  // namespace

caf::expected<found_workflow> look_up(const store& in, const read_txn& txn, std::string_view name) {
  const wanted asked = parts_of(name);
  const auto hosts = hosts_in(in, txn);
  if (!hosts)
    return hosts.error();
  std::vector<found_workflow> found;
  for (const std::string& host : *hosts) {
    if (!means(asked.host, host))
      continue;
    const auto number = in.find(txn, host, asked.id);
    if (!number)
      return number.error();
    const auto row = *number == 0 ? caf::expected<std::optional<chain_row>>{std::optional<chain_row>{}} : in.chain(txn, *number);
    if (!row)
      return row.error();
    if (*row)
      found.push_back({*number, **row});
  }
  if (found.empty())
    return make_error(errc::not_found, fmt::format("no workflow {} is known here (troupe workflow list shows those that are)", name));
  if (found.size() == 1)
    return std::move(found.front());
  std::string all;
  for (const found_workflow& each : found)
    all += (all.empty() ? "" : ", ") + each.row.pid();
  return make_error(errc::conflict, fmt::format("{} hosts have a workflow {}: {} (name one of them)", found.size(), name, all));
}

caf::error each_workflow(const store& in, const read_txn& txn, uint64_t before, const take_workflow& take) {
  return each_run_back(in, txn, before, [&](uint64_t number, std::string_view bytes) -> caf::expected<bool> {
    const auto chain = in.chain(txn, chain_in(bytes));
    if (!chain)
      return chain.error();
    if (!*chain || (*chain)->newest != number)
      return true;
    const auto row = decode_run(bytes);
    if (!row)
      return row.error();
    return take(number, **chain, *row);
  });
}

caf::expected<std::vector<numbered_run>> runs_of(const store& in, const read_txn& txn, const found_workflow& whose, size_t most) {
  std::vector<numbered_run> runs;
  // A chain's number is older than those of its runs.
  const caf::error problem =
    each_run_back(in, txn, whose.row.newest + 1, [&](uint64_t number, std::string_view bytes) -> caf::expected<bool> {
      if (number < whose.chain)
        return false;
      if (chain_in(bytes) != whose.chain)
        return true;
      auto row = decode_run(bytes);
      if (!row)
        return row.error();
      runs.push_back({number, std::move(*row)});
      return runs.size() < most;
    });
  if (problem)
    return problem;
  return runs;
}

}  // namespace troupe::runtime::workflow
