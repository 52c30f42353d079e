#include "runtime/workflow/transition.hpp"

#include "runtime/journal/keys.hpp"

namespace troupe::runtime::workflow {

using journal::cursor;
using journal::key_of;

namespace {

std::string encode_chain(const chain_row& row) {
  value_writer to;
  to.integer(static_cast<int64_t>(row.newest));
  to.text(row.host);
  to.text(row.workflow_id);
  return std::string{to.finish(3).bytes()};
}

caf::error unknown_workflow() {
  return make_error(errc::not_found, "unknown external workflow execution");
}

// The run that follows one, with nothing yet of what happens to it.
run_row following(const run_row& row, const fresh_run& drawn) {
  run_row next = row;
  next.start.run_id = drawn.id;
  next.start.seed = drawn.seed;
  next.start.attempt = 1;
  next.closed_ns = 0;
  next.status = run_status::running;
  next.result = value{};
  return next;
}

}  // namespace

void add_details(fault& to, const document::map& members) {
  document details = to.details.empty() ? document{} : first_as_document(to.details);
  if (!details.is_map())
    details = document{document::map{}};
  for (const auto& [key, member] : members)
    details.set(key, member);
  to.details = to_value(details);
}

// The last one used is on the disk: a commit may need any number of them. A journal that does not have it yet was numbered by its transactions.
uint64_t transition::next_number() {
  constexpr std::string_view last_key = "last_number";
  const auto last = txn_.get(store_.tables.facts, last_key);
  const auto known = last && *last ? journal::number_in(**last) : std::nullopt;
  const uint64_t next = known ? *known + 1 : (txn_.id() + 1) << 20U;
  txn_.put(store_.tables.facts, last_key, key_of(next));
  return next;
}

void transition::put_run(uint64_t number, const run_row& row) {
  txn_.put(store_.tables.runs, key_of(number), encode(row));
}

void transition::put_timer(const timer_row& row) {
  txn_.put(store_.tables.timers, key_of(row), key_of(row.chain));
  earliest_timer_ns = std::min(earliest_timer_ns, row.deadline_ns);
}

void transition::put_waiting(uint64_t chain, const job& what) {
  txn_.put(store_.tables.waiting, pair_key(chain, next_number()), encode(what));
  wake.push_back(chain);
}

// By way of the transaction, which thereby learns of a failure.
void transition::erase_all(journal::table from, const std::string& prefix) {
  std::vector<std::string> keys;
  {
    auto at = cursor::open(txn_, from);
    if (!at)
      return;
    for (auto item = at->seek(prefix); item && *item && (*item)->key.starts_with(prefix); item = at->next())
      keys.emplace_back((*item)->key);
  }
  for (const std::string& each : keys)
    txn_.erase(from, each);
}

// ---- begin ------------------------------------------------------------------------------------------------------------

uint64_t transition::begin_run(run_row row, std::chrono::nanoseconds delay) {
  const uint64_t number = next_number();
  row.started_ns = delay.count() > 0 ? 0 : now_ns_;
  chain_row chain{row.start.host, row.start.workflow_id, number};
  txn_.put(store_.tables.chains, key_of(row.chain), encode_chain(chain));
  put_run(number, row);
  if (delay.count() > 0) {
    put_timer({now_ns_ + delay.count(), number, 0, timer_kind::begin, row.chain});
  } else {
    txn_.put(store_.tables.attention, key_of(number), key_of(row.chain));
    wake.push_back(row.chain);
  }
  const auto options = read_start_options(row.options);
  if (!options)
    return number;
  if (options->run_timeout.count() > 0)
    put_timer({now_ns_ + delay.count() + options->run_timeout.count(), number, 0, timer_kind::run_timeout, row.chain});
  if (options->execution_timeout.count() > 0)
    put_timer({row.chain_started_ns + options->execution_timeout.count(), number, 1, timer_kind::run_timeout, row.chain});
  return number;
}

caf::expected<started> transition::start(start_order order) {
  run_row& row = order.row;
  auto known = store_.find(txn_, row.start.host, row.start.workflow_id);
  if (!known)
    return known.error();
  uint64_t number = *known;
  if (number != 0) {
    auto newest = store_.newest(txn_, number);
    if (!newest)
      return newest.error();
    if (*newest && (*newest)->row.open()) {
      const bool replace = order.how.conflict == id_conflict::terminate_existing || order.how.reuse == id_reuse::terminate_running;
      // A child never joins what somebody else started.
      if (!replace && (order.how.conflict == id_conflict::fail || row.parent_run != 0))
        return make_error(errc::already_exists, "workflow execution already started: " + row.start.workflow_id);
      if (!replace) {
        for (const job& each : order.messages)
          put_waiting(number, each);
        return started{number, (*newest)->number, true};
      }
      close((*newest)->number, (*newest)->row, run_status::terminated, fault::of(errc::canceled, "workflow terminated"));
      end_chain((*newest)->row);
    } else if (*newest) {
      const bool failed = (*newest)->row.status != run_status::completed;
      if (order.how.reuse == id_reuse::reject || (order.how.reuse == id_reuse::allow_failed_only && !failed))
        return make_error(errc::already_exists, "workflow execution already finished: " + row.start.workflow_id + " (id_reuse_policy)");
    }
  } else {
    number = next_number();
    txn_.put(store_.tables.ids, id_key(row.start.host, row.start.workflow_id), key_of(number));
  }
  row.chain = number;
  row.chain_started_ns = now_ns_;
  row.start.run_id = order.drawn.id;
  row.start.seed = order.drawn.seed;
  for (const job& each : order.messages)
    put_waiting(number, each);
  std::chrono::nanoseconds delay = order.how.start_delay;
  if (const auto at = order.how.cron ? order.how.cron->next_after(now_ns_ + delay.count()) : std::nullopt)
    delay = std::chrono::nanoseconds{*at - now_ns_};
  const uint64_t run = begin_run(std::move(row), delay);
  return started{number, run, false};
}

// ---- activations ------------------------------------------------------------------------------------------------------

caf::error transition::append(const activation_order& order) {
  const auto open = store_.is_open(txn_, order.run);
  if (!open)
    return open.error();
  if (!*open)
    return make_error(errc::canceled, "the run has been closed");
  txn_.put(store_.tables.events, pair_key(order.run, order.number), order.record);
  for (const uint64_t each : order.arrivals)
    txn_.erase(store_.tables.waiting, pair_key(order.chain, each));
  for (const timer_row& each : order.timers_gone)
    forget_timer(each);
  for (const timer_row& each : order.timers_new)
    put_timer(each);
  for (const uint64_t each : order.activities_done)
    txn_.erase(store_.tables.attempts, pair_key(order.run, each));
  for (const auto& [chain, what] : order.messages)
    post(chain, what);  // one that has closed meanwhile has closed with an unread message
  for (const auto& [command, child] : order.children)
    add_child(order.run, order.chain, command, child);
  if (order.end != run_status::running) {
    auto found = store_.run(txn_, order.run);
    if (!found)
      return found.error();
    run_row& row = **found;
    if (order.end == run_status::continued)
      return continue_as_new(order.run, row, order), caf::error{};
    if (begins_again(order.run, row, order.end, order.result, order.next))
      return {};
    close(order.run, row, order.end, order.result);
    end_chain(row);
  } else if (order.attention == true) {
    txn_.put(store_.tables.attention, key_of(order.run), key_of(order.chain));
  } else if (order.attention == false) {
    txn_.erase(store_.tables.attention, key_of(order.run));
  }
  return {};
}

void transition::add_child(uint64_t run, uint64_t chain, uint64_t command, start_order child) {
  child.row.parent_chain = chain;
  child.row.parent_run = run;
  child.row.parent_command = command;
  job told{.kind = job_kind::resolve_child_start, .command = command};
  const auto on_close = static_cast<uint64_t>(child.how.on_parent_close);
  auto made = child.problem ? caf::expected<started>{child.problem} : start(std::move(child));
  if (made)
    txn_.put(store_.tables.children, pair_key(run, made->chain), key_of(on_close));
  else
    told.failure = fault::of(made.error());
  put_waiting(chain, told);
}

caf::error transition::post(uint64_t number, job what) {
  const auto newest = store_.newest(txn_, number);
  if (!newest)
    return newest.error();
  if (!*newest || !(*newest)->row.open())
    return unknown_workflow();
  put_waiting(number, what);
  return {};
}

caf::error transition::note_attempts(uint64_t run, uint64_t command, const attempt_row& row) {
  auto found = store_.run(txn_, run);
  if (!found)
    return found.error();
  if (!*found || !(*found)->open())
    return make_error(errc::canceled, "the run has been closed");
  txn_.put(store_.tables.attempts, pair_key(run, command), encode(row));
  if (row.next_ns != 0)
    put_timer({row.next_ns, run, command, timer_kind::retry, (*found)->chain});
  return {};
}

void transition::begin_delayed(const timer_row& row) {
  forget_timer(row);
  auto found = store_.run(txn_, row.run);
  if (!found || !*found || !(*found)->open())
    return;
  (*found)->started_ns = now_ns_;
  put_run(row.run, **found);
  txn_.put(store_.tables.attention, key_of(row.run), key_of(row.chain));
  wake.push_back(row.chain);
}

caf::error transition::calm(uint64_t run) {
  txn_.erase(store_.tables.attention, key_of(run));
  return {};
}

void transition::forget_timer(const timer_row& row) {
  txn_.erase(store_.tables.timers, key_of(row));
}

// ---- ends -------------------------------------------------------------------------------------------------------------

void transition::close(uint64_t number, run_row& row, run_status how, outcome result) {
  row.status = how;
  row.closed_ns = now_ns_;
  row.result = std::move(result);
  put_run(number, row);
  txn_.erase(store_.tables.attention, key_of(number));
  erase_all(store_.tables.attempts, key_of(number));
  put_timer({now_ns_ + retention_(row.start.host).count(), number, 0, timer_kind::retention, row.chain});
  closed.push_back({row.chain, number});
  close_children(number);
}

void transition::continue_as_new(uint64_t number, run_row& row, const activation_order& order) {
  run_row next = following(row, order.next);
  if (!order.next_entry.empty())
    next.start.entry = order.next_entry;
  next.start.arguments = order.next_arguments;
  // They are older than what waits, which therefore lines up behind them.
  auto later = store_.waiting(txn_, row.chain, 0);
  erase_all(store_.tables.waiting, key_of(row.chain));
  for (const job& each : order.unread)
    put_waiting(row.chain, each);
  if (later)
    for (const job& each : *later)
      put_waiting(row.chain, each);
  close(number, row, run_status::continued, value{});
  begin_run(std::move(next), {});
}

// True if the run is closed and followed by another one, as its options ask for: a retry, or the schedule's next time.
bool transition::begins_again(uint64_t number, run_row& row, run_status end, const outcome& result, const fresh_run& drawn) {
  const auto options = read_start_options(row.options);
  if (!options)
    return false;
  run_row next = following(row, drawn);
  std::chrono::nanoseconds delay{};
  const fault* why = fault_in(result);
  const auto attempts = static_cast<uint32_t>(row.start.attempt);
  if (why != nullptr && options->retry && options->retry->last_word(attempts, *why).empty()) {
    next.start.attempt = row.start.attempt + 1;
    delay = options->retry->delay_after(attempts);
  } else if (const auto at = options->cron ? options->cron->next_after(now_ns_) : std::nullopt) {
    delay = std::chrono::nanoseconds{*at - now_ns_};
  } else {
    return false;
  }
  close(number, row, end, result);
  begin_run(std::move(next), delay);
  return true;
}

void transition::end_chain(const run_row& row) {
  erase_all(store_.tables.waiting, key_of(row.chain));  // nobody reads them any more
  endings.push_back({row.chain, row.result});
  if (row.parent_run == 0)
    return;
  txn_.erase(store_.tables.children, pair_key(row.parent_run, row.chain));
  auto parent = store_.run(txn_, row.parent_run);
  if (!parent || !*parent || !(*parent)->open())
    return;
  job told{.kind = job_kind::resolve_child, .command = row.parent_command};
  if (const fault* why = fault_in(row.result)) {
    told.failure = *why;
    add_details(*told.failure, {{"_wrapper", document{"child_workflow"}},
                                {"_workflow_id", document{row.start.workflow_id}},
                                {"_workflow_type", document{row.start.entry}},
                                {"_run_id", document{row.start.run_id}},
                                {"_retry_state", document{row.start.attempt > 1 ? "MaximumAttemptsReached" : "RetryPolicyNotSet"}}});
  } else {
    told.body = std::get<value>(row.result);
  }
  put_waiting(row.parent_chain, told);
}

void transition::close_children(uint64_t run) {
  std::vector<std::pair<uint64_t, parent_close>> children;
  {
    auto at = cursor::open(txn_, store_.tables.children);
    if (!at)
      return;
    const std::string prefix = key_of(run);
    for (auto item = at->seek(prefix); item && *item && (*item)->key.starts_with(prefix); item = at->next())
      children.emplace_back(*journal::number_in((*item)->key.substr(8)), static_cast<parent_close>(*journal::number_in((*item)->bytes)));
  }
  erase_all(store_.tables.children, key_of(run));
  for (const auto& [chain, policy] : children)
    if (policy == parent_close::terminate)
      stop(chain, run_status::terminated, fault::of(errc::canceled, "workflow terminated"));
    else if (policy == parent_close::request_cancel)
      post(chain, {.kind = job_kind::cancel, .reason = "parent closed"});
}

caf::error transition::stop(uint64_t number, run_status how, fault why) {
  auto newest = store_.newest(txn_, number);
  if (!newest)
    return newest.error();
  if (!*newest || !(*newest)->row.open())
    return unknown_workflow();
  close((*newest)->number, (*newest)->row, how, std::move(why));
  end_chain((*newest)->row);
  return {};
}

caf::error transition::time_out(const timer_row& timer, const fresh_run& next) {
  forget_timer(timer);
  auto found = store_.run(txn_, timer.run);
  if (!found)
    return found.error();
  if (!*found || !(*found)->open())
    return {};
  fault why = fault::of(errc::timeout, "workflow timed out");
  add_details(why, {{"timeout_type", document{"start_to_close"}}});
  const bool of_chain = timer.command == 1;
  if (!of_chain && begins_again(timer.run, **found, run_status::timed_out, why, next))
    return {};
  close(timer.run, **found, run_status::timed_out, std::move(why));
  end_chain(**found);
  return {};
}

caf::error transition::forget_run(uint64_t number) {
  auto found = store_.run(txn_, number);
  if (!found)
    return found.error();
  if (!*found || (*found)->open())
    return {};
  const run_row& row = **found;
  erase_all(store_.tables.events, key_of(number));
  txn_.erase(store_.tables.runs, key_of(number));
  auto chain = store_.chain(txn_, row.chain);
  if (chain && *chain && (*chain)->newest == number) {
    txn_.erase(store_.tables.chains, key_of(row.chain));
    txn_.erase(store_.tables.ids, id_key((*chain)->host, (*chain)->workflow_id));
  }
  return {};
}

}  // namespace troupe::runtime::workflow
