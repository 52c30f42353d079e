#include "registry/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace troupe::registry {

namespace {

change_set creations(const std::vector<entry>& entries) {
  std::map<entry_id, entry_ptr> last;
  for (const entry& each : entries)
    last[each.id] = std::make_shared<const entry>(each);
  change_set out;
  for (auto& [id, item] : last)
    out.push_back({action::create, std::move(item)});
  return out;
}

}  // namespace

catalogue::catalogue(const kind_table& kinds, std::unique_ptr<history> past)
    : kinds_(kinds),
      past_(std::move(past)) {}

caf::error catalogue::boot(const std::vector<entry>& baseline, diagnostics& findings) {
  const auto files = simulate(creations(baseline), snapshot{});
  if (!files)
    return files.error();
  first_own_ = past_->next_number();
  const auto target = replay(*past_, past_->head(), *files, {first_own_, modules_}, findings);
  if (!target)
    return with_context(target.error(), "history no longer fits the files");
  const auto reached =
    run_transaction(difference(snapshot{}, *target), snapshot{}, kinds_, observers_, findings);
  if (!reached)
    return reached.error();
  baseline_ = *files;
  current_ = *reached;
  return {};
}

caf::expected<version_ptr> catalogue::apply(const change_set& operations, change_origin origin,
                                            diagnostics& findings) {
  if (operations.empty())
    return make_error(errc::invalid, "no changes to apply");
  if (origin.expected_head && *origin.expected_head != past_->head())
    return make_error(errc::conflict,
                      fmt::format("concurrent apply: the registry has moved from v{} to v{}", *origin.expected_head, past_->head()));
  const auto all = expanded(operations, origin.source, findings);
  if (!all)
    return all.error();
  auto made = std::make_shared<version>();
  made->number = past_->next_number();
  made->parent = past_->head();
  made->changes = operations;
  made->made_at = std::chrono::system_clock::now();
  made->author = std::move(origin.author);
  made->source = origin.source;
  const auto reached = run_transaction(*all, current_, kinds_, observers_, findings,
                                       [&] { return past_->append(made); });
  if (!reached)
    return reached.error();
  current_ = *reached;
  return version_ptr{std::move(made)};
}

// With what it means for modules. Who refers to an entry that goes with its module is checked as if it changed: nobody named that entry.
caf::expected<change_set> catalogue::expanded(const change_set& operations, change_source from, diagnostics& findings) const {
  auto all = expand_dependencies(operations, current_, from == change_source::files ? nullptr : modules_, findings);
  if (!all || all->size() == operations.size())
    return all;
  change_set further{all->begin() + static_cast<std::ptrdiff_t>(operations.size()), all->end()};
  const change_set bereft = referring_to_removed(further, current_, kinds_.extractor());
  if (bereft.empty())
    return all;
  change_set judged = *all;
  for (const operation& each : bereft)
    if (std::none_of(all->begin(), all->end(), [&](const operation& other) { return other.item->id == each.item->id; }))
      judged.push_back(each);
  diagnostics found;
  if (caf::error problem = check(judged, found)) {
    findings.add(std::move(found));
    return problem;
  }
  return all;
}

caf::expected<version_ptr> catalogue::apply(const change_set& operations, change_origin origin) {
  diagnostics unused;
  return apply(operations, std::move(origin), unused);
}

caf::error catalogue::apply_version(version_number number) {
  diagnostics unused;
  return apply_version(number, unused);
}

caf::error catalogue::apply_version(version_number number, diagnostics& findings) {
  if (past_->get(number) == nullptr)
    return make_error(errc::not_found, "version not found");
  if (number == past_->head())
    return {};
  const auto target = replay(*past_, number, baseline_, {first_own_, modules_}, findings);
  if (!target)
    return target.error();
  const auto reached = run_transaction(difference(current_, *target), current_, kinds_, observers_,
                                       findings, [&] { return past_->move_head(number); });
  if (!reached)
    return reached.error();
  current_ = *reached;
  return {};
}

caf::error catalogue::check(const change_set& operations, diagnostics& findings) const {
  diagnostics own;
  const auto judged = judge(operations, current_, kinds_, own);
  if (!judged)
    return judged.error();
  caf::error invalid = own.failure();
  findings.add(std::move(own));
  return invalid;
}

}  // namespace troupe::registry
