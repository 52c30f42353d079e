#include "actors/workflows.hpp"

#include "actors/letters.hpp"
#include "actors/local_node.hpp"
#include "config/log.hpp"
#include "runtime/modules/uuid_text.hpp"
#include "runtime/workflow/inherited.hpp"
#include "runtime/workflow/json_image.hpp"

#include <algorithm>
#include <utility>

namespace troupe::actors {

using runtime::fault;
using runtime::outcome;
using runtime::value;
using runtime::workflow::job;
using runtime::workflow::job_kind;
using runtime::workflow::start_order;
using runtime::workflow::timer_kind;
using runtime::workflow::transition;

namespace {

// Workflows remember PIDs of processes. A process of a later life is never taken for one of an earlier life: each life has numbers of its own.
constexpr uint64_t numbers_of_a_life = uint64_t{1} << 32U;

}  // namespace

// ---- birth and death --------------------------------------------------------------------------------------------------

caf::expected<std::unique_ptr<workflows>> workflows::open(local_node& home, std::unique_ptr<runtime::journal::lmdb> env,
                                                            std::chrono::nanoseconds sync_every) {
  auto tables = runtime::workflow::store::open(*env, true);
  if (!tables)
    return tables.error();
  return std::unique_ptr<workflows>{new workflows{home, std::move(env), std::move(*tables), sync_every}};
}

workflows::workflows(local_node& home, std::unique_ptr<runtime::journal::lmdb> env, std::unique_ptr<runtime::workflow::store> tables,
                     std::chrono::nanoseconds sync_every)
  : home_(home),
    store_(std::move(tables)),
    opened_ns_(home.clock().wall().time_since_epoch().count()),
    activities_(*this),
    retention_([this](const std::string& host) {
      const auto found = host_behind(host);
      return found == nullptr ? durable_settings{}.retention : found->retention();
    }),
    clock_(home, *store_, [this](const auto& row) { on_due(row); }),
    writer_(std::make_unique<journal_writer>(std::move(env), sync_every)) {
  set_workflow_names([this](process_id who) { return text_of(who); });
  home_.names().go_beyond((store_->life() - 1) * numbers_of_a_life);
}

workflows::~workflows() {
  close();
  set_workflow_names({});
}

void workflows::close() {
  writer_->stop();
}

int64_t workflows::now_ns() const noexcept {
  return home_.clock().wall().time_since_epoch().count();
}

runtime::workflow::fresh_run workflows::draw_run() {
  runtime::workflow::fresh_run drawn{fresh_run_id(), {}};
  runtime::system_random(drawn.seed.data(), drawn.seed.size());
  return drawn;
}

std::string workflows::fresh_run_id() {
  runtime::modules::uuid_bytes noise{};
  runtime::system_random(noise.data(), noise.size());
  char text[runtime::modules::uuid_text_size];
  runtime::modules::write_uuid(runtime::modules::make_uuid_v4(noise), text);
  return {text, sizeof text};
}

// ---- hosts ------------------------------------------------------------------------------------------------------------

void workflows::add_host(std::shared_ptr<durable_host> host) {
  {
    const std::unique_lock lock{hosts_guard_};
    std::erase_if(hosts_, [&](const auto& each) { return each->id() == host->id(); });
    hosts_.push_back(host);
  }
  recover(*host);
  clock_.rewind();
}

void workflows::remove_host(const durable_host& which) {
  const std::unique_lock lock{hosts_guard_};
  std::erase_if(hosts_, [&](const auto& each) { return each.get() == &which; });
}

std::shared_ptr<durable_host> workflows::find_host(std::string_view name) const {
  if (const size_t at = name.find('@'); at != std::string_view::npos)
    name = name.substr(at + 1);
  const std::shared_lock lock{hosts_guard_};
  for (const auto& each : hosts_)
    if (each->id() == name)
      return each;
  for (const auto& each : hosts_)
    if (each->serves(name))
      return each;
  return nullptr;
}

// Runs of the host's that have something to do: those that an earlier life of the program left behind.
void workflows::recover(const durable_host& host) {
  std::vector<uint64_t> chains;
  {
    const auto txn = runtime::journal::read_txn::begin(env());
    auto found = txn ? store_->restless(*txn) : txn.error();
    if (!found) {
      log::write(log::level::error, "workflow", "open workflows cannot be read: " + message_of(found.error()));
      return;
    }
    std::sort(found->begin(), found->end());
    found->erase(std::unique(found->begin(), found->end()), found->end());
    for (const uint64_t each : *found)
      if (const auto row = store_->chain(*txn, each); row && *row && (*row)->host == host.pid_host())
        chains.push_back(each);
  }
  for (const uint64_t each : chains)
    wake(each);
}

std::shared_ptr<durable_host> workflows::host_of(uint64_t chain) const {
  const auto txn = runtime::journal::read_txn::begin(env());
  const auto row = txn ? store_->chain(*txn, chain) : txn.error();
  if (!row || !*row)
    return nullptr;
  return host_behind((*row)->host);
}

std::shared_ptr<durable_host> workflows::host_behind(std::string_view pid_host) const {
  const std::shared_lock lock{hosts_guard_};
  const auto found = std::find_if(hosts_.begin(), hosts_.end(), [&](const auto& each) { return each->pid_host() == pid_host; });
  return found == hosts_.end() ? nullptr : *found;
}

// ---- runs in memory ---------------------------------------------------------------------------------------------------

void workflows::with_run(uint64_t chain, const std::function<void(durable_run&)>& use) {
  const auto make = [&] {
    std::shared_ptr<durable_host> host = host_of(chain);
    return host == nullptr || !host->running() ? durable_run_ptr{} : durable_run::make(*this, std::move(host), chain);
  };
  residents_.with(chain, make, use);
}

void workflows::wake(uint64_t chain) {
  with_run(chain, [](durable_run& who) { who.wake(); });
}

void workflows::arrive(uint64_t chain, uint64_t run, job what) {
  with_run(chain, [&](durable_run& who) { who.arrive(run, std::move(what)); });
}

void workflows::code_changed() {
  std::vector<uint64_t> chains;
  {
    const std::lock_guard lock{guard_};
    for (const auto& [chain, each] : std::exchange(blocked_, {}))
      chains.push_back(chain);
  }
  for (const uint64_t each : chains)
    with_run(each, [](durable_run& who) { who.reload(); });
}

void workflows::note_blocked(uint64_t chain, const std::string& pid, const std::string& why) {
  const std::lock_guard lock{guard_};
  blocked_.insert_or_assign(chain, std::pair{pid, why});
}

std::vector<std::pair<std::string, std::string>> workflows::blocked() const {
  std::vector<std::pair<std::string, std::string>> all;
  const std::lock_guard lock{guard_};
  for (const auto& [chain, each] : blocked_)
    all.push_back(each);
  return all;
}

workflows::figures workflows::count() const {
  figures now;
  now.activities = activities_.count();
  now.in_memory = residents_.count();
  const std::lock_guard lock{guard_};
  now.blocked = blocked_.size();
  return now;
}

// ---- steps ------------------------------------------------------------------------------------------------------------

void workflows::submit(write_step write, std::function<void(const caf::error&)> done, journal_writer::urgency how,
                       std::function<void()> first) {
  // The last try's transition says what follows.
  struct tried {
    std::optional<transition> last;
    int64_t expected_ns = INT64_MAX;
  };
  auto step = std::make_shared<tried>();
  writer_->submit(
    [this, step, write = std::move(write)](runtime::journal::write_txn& txn) {
      clock_.settled(std::exchange(step->expected_ns, INT64_MAX), false);
      step->last.emplace(*store_, txn, now_ns(), retention_);
      caf::error problem = write(*step->last);
      clock_.expect(step->expected_ns = step->last->earliest_timer_ns);
      return problem;
    },
    [this, step, done = std::move(done), first = std::move(first)](const caf::error& problem) {
      clock_.settled(step->expected_ns, !problem);
      if (!problem && first)
        first();
      if (!problem && step->last)
        apply(*step->last);
      if (done)
        done(problem);
    },
    how);
}

void workflows::apply(const transition& done) {
  for (const transition::closing& each : done.closed) {
    activities_.cancel_all(each.run);
    {
      const std::lock_guard lock{guard_};
      blocked_.erase(each.chain);
    }
    residents_.if_there(each.chain, [](durable_run& who) { who.reload(); });
  }
  for (const uint64_t each : done.wake)
    wake(each);
  for (const transition::ending& each : done.endings)
    end(each.chain, each.result);
}

void workflows::end(uint64_t chain, const outcome& result) {
  const process_id who = id_of(chain);
  const auto at = static_cast<uint64_t>(now_ns() / 1'000'000'000);
  const names::relations known = home_.names().remove(who);
  for (const process_id watcher : known.watchers)
    if (const process_ptr to = home_.names().find(watcher))
      to->put(make_exit(who, result, at));
  const fault* why = runtime::fault_in(result);
  for (const process_id peer : known.links)
    if (const process_ptr to = home_.names().find(peer)) {
      if (why != nullptr)
        to->link_down(make_link_down(who, *why, at));
      else
        to->put(make_exit(who, result, at));
    }
  home_.names().sweep(who, known.names);
  std::vector<answer_to> waiting;
  {
    const std::lock_guard lock{guard_};
    if (const auto found = waiters_.find(chain); found != waiters_.end()) {
      waiting = std::move(found->second);
      waiters_.erase(found);
    }
  }
  for (const answer_to& each : waiting)
    home_.answer(each, who, result);
}

// ---- timers -----------------------------------------------------------------------------------------------------------

void workflows::timer_fired(process_id, runtime::ticket timer) {
  if (timer == durable_clock::timer_number)
    clock_.fire(env());
  else
    activities_.attempt_timed_out(timer);
}

void workflows::on_due(const runtime::workflow::timer_row& row) {
  switch (row.kind) {
    case timer_kind::timer:
      arrive(row.chain, row.run, {.kind = job_kind::fire_timer, .command = row.command, .deadline_ns = row.deadline_ns});
      return;
    case timer_kind::retry:
      if (!activities_.retry(row))
        wake(row.chain);  // it is rebuilt, and finds that an attempt is due
      return;
    case timer_kind::begin: submit([row](transition& to) { return to.begin_delayed(row), caf::error{}; }, {}); return;
    case timer_kind::run_timeout:
      submit([row, next = draw_run()](transition& to) { return to.time_out(row, next); }, {});
      return;
    case timer_kind::retention:
      submit([row](transition& to) {
        caf::error problem = to.forget_run(row.run);
        if (!problem)
          to.forget_timer(row);
        return problem;
      }, {});
      return;
  }
}

}  // namespace troupe::actors
