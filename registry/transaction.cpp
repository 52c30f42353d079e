#include "registry/transaction.hpp"

#include "config/duration.hpp"
#include "registry/decoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <set>

namespace troupe::registry {

namespace {

// The state in the midst of a transaction: what was, with what has happened laid over it.
class working_state {
public:
  explicit working_state(const snapshot& before) : before_(before) {}

  entry_ptr get(const entry_id& id) const {
    const auto touched = changes_.find(id);
    return touched == changes_.end() ? before_.get(id) : touched->second;
  }

  // Why an operation does not fit, in the platform's words. NotFound where another operation may still help.
  caf::error check(const operation& change) const {
    const entry_id& id = change.item->id;
    const entry_ptr present = get(id);
    const std::string shown = fmt::format("{{ns: {}, name: {}}}", id.ns, id.name);
    switch (change.kind) {
      case action::create:
        if (present != nullptr)
          return make_error(errc::already_exists, "entry already exists: " + shown);
        break;
      case action::update:
        if (present == nullptr)
          return make_error(errc::not_found, "entry does not exist: " + shown);
        if (present->kind != change.item->kind)
          return make_error(errc::invalid,
                            fmt::format("cannot change entry kind from {} to {} for {}",
                                        present->kind, change.item->kind, shown));
        break;
      case action::remove:
        if (present == nullptr)
          return make_error(errc::not_found, "cannot delete non-existent entry: " + shown);
        break;
    }
    return {};
  }

  void apply(const operation& change) {
    changes_[change.item->id] = change.kind == action::remove ? nullptr : change.item;
  }

  snapshot result() const { return before_.with(changes_); }

private:
  const snapshot& before_;
  entry_changes changes_;
};

// Offers operations in order; those answered with NotFound again after the others, in passes while any gets through.
template <class Offer>
caf::error offer_in_passes(const change_set& operations, const Offer& offer) {
  struct waiting_operation {
    const operation* change;
    std::string reason;
  };
  std::vector<waiting_operation> waiting;
  for (const operation& change : operations)
    waiting.push_back({&change, {}});
  while (!waiting.empty()) {
    std::vector<waiting_operation> deferred;
    for (const waiting_operation& next : waiting) {
      const caf::error refusal = offer(*next.change);
      if (!refusal)
        continue;
      if (code_of(refusal) != errc::not_found)
        return refusal;
      deferred.push_back({next.change, message_of(refusal)});
    }
    if (deferred.size() == waiting.size()) {
      std::string ids, reasons;
      for (const waiting_operation& each : deferred) {
        ids += (ids.empty() ? "" : ", ") + each.change->item->id.text();
        reasons += (reasons.empty() ? "" : "; ") + each.reason;
      }
      return make_error(errc::not_found,
                        fmt::format("unresolved dependencies after retry: {} ({})", ids, reasons));
    }
    waiting = std::move(deferred);
  }
  return {};
}

// Where an entry was defined, as a prefix of messages: `app:worker (workers.yaml:12:3)`.
std::string named(const entry& item) {
  const std::string place = item.mark.text();
  return place.empty() ? item.id.text() : fmt::format("{} ({})", item.id.text(), place);
}

class transaction {
public:
  transaction(const snapshot& before, const kind_table& kinds,
              const std::vector<transaction_observer*>& observers)
      : state_(before),
        kinds_(kinds),
        observers_(observers) {}

  caf::error run(const change_set& operations, const std::function<caf::error()>& record) {
    for (const operation& change : operations)
      involve(change);
    for (kind_handler* handler : involved_)
      handler->begin();
    for (transaction_observer* observer : observers_)
      observer->begun();
    caf::error failure =
      offer_in_passes(operations, [this](const operation& change) { return offer(change); });
    if (!failure)
      failure = commit();
    if (!failure && record)
      failure = record();
    if (failure)
      return roll_back(failure);
    return {};
  }

private:
  kind_handler* handler_of(const std::string& kind) const {
    const kind_definition* known = kinds_.find(kind);
    return known != nullptr && known->state == kind_state::handled ? known->handler : nullptr;
  }

  void involve(const operation& change) {
    for (const entry_ptr& item : {change.item, state_.get(change.item->id)})
      if (kind_handler* handler = item == nullptr ? nullptr : handler_of(item->kind))
        if (std::find(involved_.begin(), involved_.end(), handler) == involved_.end())
          involved_.push_back(handler);
  }

  caf::error dispatch(const operation& change, const entry_ptr& present) {
    // A removal is known by its id alone; the handler is shown the entry that goes.
    const entry& subject = change.kind == action::remove ? *present : *change.item;
    kind_handler* handler = handler_of(subject.kind);
    if (handler == nullptr)
      return {};
    switch (change.kind) {
      case action::create: return handler->create(as_decoded(subject));
      case action::update: return handler->update(as_decoded(*present), as_decoded(subject));
      case action::remove: break;
    }
    return handler->remove(as_decoded(subject));
  }

  caf::error offer(const operation& change) {
    if (caf::error misfit = state_.check(change))
      return misfit;
    const entry_ptr present = state_.get(change.item->id);
    const auto began = std::chrono::steady_clock::now();
    if (const caf::error refusal = dispatch(change, present))
      return with_context(refusal, named(change.kind == action::remove ? *present : *change.item));
    done_.push_back({change, present});
    state_.apply(change);
    for (transaction_observer* observer : observers_)
      observer->accepted(change);
    return too_late(change.kind == action::remove ? *present : *change.item, std::chrono::steady_clock::now() - began);
  }

  // Its handler cannot be interrupted; what it did is undone with the rest.
  caf::error too_late(const entry& subject, std::chrono::nanoseconds took) const {
    const std::chrono::nanoseconds limit = kinds_.operation_limit();
    if (limit.count() <= 0 || took <= limit)
      return {};
    return make_error(errc::timeout, fmt::format("event handler timeout after {} for entry {} (kind: {}): its handler took {} "
                                                 "(registry.event_wait_timeout)",
                                                 format_duration(limit), named(subject), subject.kind, format_duration(std::chrono::duration_cast<std::chrono::milliseconds>(took))));
  }

  caf::error commit() {
    for (kind_handler* handler : involved_)
      if (const caf::error refusal = handler->commit())
        return with_context(refusal, "commit");
    return {};
  }

  // Undoes what was accepted, last first. A handler that refuses an inverse leaves its own part behind; the message says so.
  caf::error roll_back(const caf::error& why) {
    std::string left_behind;
    for (auto taken = done_.rbegin(); taken != done_.rend(); ++taken) {
      const operation undo = inverse_of(*taken);
      const entry_ptr present = state_.get(undo.item->id);
      if (const caf::error refusal = dispatch(undo, present))
        left_behind +=
          fmt::format("; rollback of {} failed: {}", undo.item->id.text(), message_of(refusal));
      state_.apply(undo);
      for (transaction_observer* observer : observers_)
        observer->accepted(undo);
    }
    const caf::error failure =
      left_behind.empty() ? why : make_error(code_of(why), message_of(why) + left_behind);
    for (kind_handler* handler : involved_)
      handler->discard();
    for (transaction_observer* observer : observers_)
      observer->discarded(failure);
    return failure;
  }

  struct step {
    operation change;
    entry_ptr present;  // before it
  };

  static operation inverse_of(const step& taken) {
    switch (taken.change.kind) {
      case action::create: return {action::remove, taken.change.item};
      case action::update: return {action::update, taken.present};
      case action::remove: break;
    }
    return {action::create, taken.present};
  }

  working_state state_;
  const kind_table& kinds_;
  const std::vector<transaction_observer*>& observers_;
  std::vector<kind_handler*> involved_;
  std::vector<step> done_;
};

// What is gone afterwards, or of another kind.
std::set<entry_id> lost_in(const change_set& operations, const snapshot& before, const snapshot& after) {
  std::set<entry_id> out;
  for (const operation& change : operations) {
    const entry* was = change.kind == action::remove ? before.find(change.item->id) : nullptr;
    const entry* now = was == nullptr ? nullptr : after.find(was->id);
    if (was != nullptr && (now == nullptr || now->kind != was->kind))
      out.insert(was->id);
  }
  return out;
}

// Entries that nobody touches, but whose kind does not do without what they refer to.
void check_bereft(const change_set& operations, const snapshot& after, const kind_table& kinds, const std::set<entry_id>& lost,
                  validation_context& context) {
  const auto is_checked = [&](const entry_id& id) {
    return std::any_of(operations.begin(), operations.end(),
                       [&](const operation& change) { return change.kind != action::remove && change.item->id == id; });
  };
  for (const kind_definition* kind : kinds.all()) {
    if (!kind->holds_references)
      continue;
    for (const entry_ptr& each : after.of_kind(kind->name)) {
      const std::vector<reference> named = kinds.references_of(*each);
      if (std::any_of(named.begin(), named.end(),
                      [&](const reference& to) { return to.to == reference::target::entry && lost.contains(to.id); })
          && !is_checked(each->id))
        kinds.check(*each, context);
    }
  }
}

void warn_unavailable(const std::map<std::string, std::vector<entry_ptr>>& kept,
                      const kind_table& kinds, diagnostics& findings) {
  constexpr size_t named_max = 5;
  for (const auto& [kind, entries] : kept) {
    std::string ids;
    for (size_t i = 0; i < std::min(entries.size(), named_max); ++i)
      ids += (ids.empty() ? "" : ", ") + entries[i]->id.text();
    if (entries.size() > named_max)
      ids += fmt::format(" and {} more", entries.size() - named_max);
    findings.warn(entries.front()->mark,
                  fmt::format("kind {} is not available in this build: {}; kept without effect: {}",
                              kind, kinds.find(kind)->lost, ids));
  }
}

}  // namespace

caf::expected<snapshot> simulate(const change_set& operations, const snapshot& before) {
  working_state state{before};
  const caf::error failure = offer_in_passes(operations, [&](const operation& change) {
    caf::error misfit = state.check(change);
    if (!misfit)
      state.apply(change);
    return misfit;
  });
  if (failure)
    return failure;
  return state.result();
}

void validate(const change_set& operations, const snapshot& before, const snapshot& after,
              const kind_table& kinds, diagnostics& findings) {
  validation_context context{before, after, findings};
  std::map<std::string, std::vector<entry_ptr>> kept;
  for (const operation& change : operations) {
    if (change.kind == action::remove)
      continue;
    // Of several operations on one entry only the last is there afterwards, but each is offered.
    kinds.check(*change.item, context);
    const kind_definition* kind = kinds.find(change.item->kind);
    if (kind != nullptr && kind->state == kind_state::unavailable)
      kept[kind->name].push_back(change.item);
  }
  if (const std::set<entry_id> lost = lost_in(operations, before, after); !lost.empty())
    check_bereft(operations, after, kinds, lost, context);
  warn_unavailable(kept, kinds, findings);
}

caf::expected<judged_changes> judge(const change_set& operations, const snapshot& before, const kind_table& kinds, diagnostics& findings) {
  judged_changes out{in_dependency_order(operations, before, kinds.extractor()), {}};
  auto after = simulate(out.ordered, before);
  if (!after)
    return after.error();
  const decoded_entries decoded = decode(out.ordered, *after, kinds, findings);
  if (decoded.any)
    after = simulate(out.ordered, before);
  if (!after)
    return after.error();
  change_set readable = out.ordered;
  std::erase_if(readable, [&](const operation& each) { return each.kind != action::remove && decoded.unreadable.contains(each.item->id); });
  validate(readable, before, *after, kinds, findings);
  out.after = std::move(*after);
  return out;
}

caf::expected<snapshot> run_transaction(const change_set& operations, const snapshot& before,
                                        const kind_table& kinds,
                                        const std::vector<transaction_observer*>& observers,
                                        diagnostics& findings,
                                        const std::function<caf::error()>& record) {
  diagnostics own;
  const auto judged = judge(operations, before, kinds, own);
  if (!judged)
    return judged.error();
  const caf::error invalid = own.failure();
  findings.add(std::move(own));
  if (invalid)
    return invalid;
  transaction work{before, kinds, observers};
  if (caf::error failure = work.run(judged->ordered, record))
    return failure;
  for (transaction_observer* observer : observers)
    observer->committed(before, judged->after, judged->ordered);
  return judged->after;
}

}  // namespace troupe::registry
