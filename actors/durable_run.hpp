// One workflow's newest run: a CAF actor on its host's pool that replays it, gives it what happens and commits what it commands.
//
//   asleep ─wake─▶ loading ─▶ replaying ─▶ resting ─▶ working ─▶ committing ─▶ resting …
//
// Invariants: one activation is under way at a time, and nothing that it commands is done before its record is committed; a run that is resting
// or asleep can be dropped, the journal has all of it.
// Thread: wake, arrive, reload from any; everything else inside a slice.
#pragma once

#include "actors/activities.hpp"
#include "actors/durable_host.hpp"
#include "runtime/workflow/run.hpp"
#include "runtime/workflow/store.hpp"
#include "runtime/workflow/transition.hpp"

#include <caf/intrusive_ptr.hpp>
#include <caf/local_actor.hpp>
#include <caf/resumable.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace troupe::actors {

class durable_run;
class workflows;

// Counts a reference of the actor's control block.
class durable_run_ptr {
public:
  durable_run_ptr() noexcept = default;
  explicit durable_run_ptr(durable_run* p, bool add_reference = true) noexcept;
  durable_run_ptr(const durable_run_ptr& other) noexcept : durable_run_ptr(other.p_) {}
  durable_run_ptr(durable_run_ptr&& other) noexcept : p_(std::exchange(other.p_, nullptr)) {}
  durable_run_ptr& operator=(durable_run_ptr other) noexcept {
    std::swap(p_, other.p_);
    return *this;
  }
  ~durable_run_ptr();

  durable_run* operator->() const noexcept { return p_; }
  durable_run* get() const noexcept { return p_; }
  explicit operator bool() const noexcept { return p_ != nullptr; }

private:
  durable_run* p_ = nullptr;
};

class durable_run final : public caf::local_actor, public caf::resumable, public runtime::workflow::surroundings {
public:
  durable_run(caf::actor_config& config, workflows& engine, std::shared_ptr<durable_host> host, uint64_t chain);
  ~durable_run() override;
  static durable_run_ptr make(workflows& engine, std::shared_ptr<durable_host> host, uint64_t chain);

  uint64_t chain() const noexcept { return chain_; }
  const std::shared_ptr<durable_host>& host() const noexcept { return host_; }

  // Something waits on the disk.
  void wake();
  // Something that is not on the disk, for that run.
  void arrive(uint64_t run, runtime::workflow::job what);
  // What it has in memory is of the past: the run was closed, or its code has changed.
  void reload();
  // Asked within its slice, the last thing it does: false if something has arrived, else the next arrival schedules it again. `workflows` asks
  // under its lock, so that none comes before it has noted what the run does.
  bool falls_asleep();

  // ---- caf::resumable -------------------------------------------------------------------------------------------------
  resume_result resume(caf::execution_unit*, size_t) override;
  subtype_t subtype() const override { return resumable::scheduled_actor; }
  void intrusive_ptr_add_ref_impl() override;
  void intrusive_ptr_release_impl() override;

  // ---- caf::local_actor: other actors send it nothing --------------------------------------------------------------------
  void launch(caf::execution_unit*, bool, bool) override {}
  using caf::local_actor::enqueue;
  void enqueue(caf::mailbox_element_ptr, caf::execution_unit*) override {}
  const char* name() const override { return "troupe.workflow"; }

private:
  enum class phase : uint8_t { asleep, replaying, resting, working, committing, blocked };
  struct arrival {
    uint64_t run = 0;
    runtime::workflow::job what;
  };
  // What other threads have left.
  struct inbox {
    std::vector<arrival> arrived;
    bool woken = false;
    bool reload = false;
    std::optional<caf::error> committed;
  };

  void notify(void (*note)(inbox& in, void* what), void* what);
  void schedule();
  void take_inbox();

  bool load();
  bool replay();
  bool gather();
  void work();
  void commit();
  void after_commit(const caf::error& problem);
  void send_all();
  void perform_effects();
  void block(const std::string& why);
  void leave_host();
  void warn_of_length();
  void forget_run();
  void note_recorded(const runtime::workflow::activation& recorded);
  void note_names(const runtime::workflow::activation& what);
  void register_again();
  activity activity_of(uint64_t number, const runtime::workflow::command& what) const;
  runtime::call_context context_of(const runtime::workflow::command& what) const;
  std::shared_ptr<runtime::workflow::activation_order> make_order();
  void add_command(runtime::workflow::activation_order& to, uint64_t number, const runtime::workflow::command& what);
  void deliver(const runtime::workflow::command& what);
  void repeat_sends();
  void report_end(const runtime::fault& why) const;

  // ---- surroundings: durable_run_effects.cpp ------------------------------------------------------------------------------
  caf::expected<receiver> find(std::string_view destination) override;
  std::string pid_of(const std::string& destination) override;
  document function_options(std::string_view function) override;
  runtime::outcome use_name(const runtime::name_request& request) override;
  const runtime::security::policy_source* policies() const noexcept override;

  process_id self() const noexcept { return {nullptr, chain_ | process_id::workflow_bit}; }
  process_id find_workflow(std::string_view destination) const;

  workflows& engine_;
  const std::shared_ptr<durable_host> host_;
  const uint64_t chain_;

  std::mutex guard_;
  inbox inbox_;
  bool scheduled_ = false;  // or running

  phase phase_ = phase::asleep;
  bool look_ = false;                      // at what waits on the disk
  std::vector<arrival> arrived_;           // not yet given to the code
  uint64_t run_number_ = 0;
  std::optional<runtime::workflow::run_row> row_;
  std::unique_ptr<runtime::workflow::run> run_;
  uint64_t next_event_ = 0;                // replay
  bool reload_later_ = false;              // once the journal has answered
  std::map<uint64_t, runtime::workflow::command> open_activities_;  // replay: scheduled, without a result
  std::vector<runtime::workflow::command> last_sends_;              // replay: of the last activation, done at that time
  std::set<std::string> names_;            // that the run has registered for itself
  int64_t last_time_ns_ = 0;
  uint64_t beyond_ = 0;                    // arrivals up to this one were given to the code
  int length_told_ = 0;                    // doublings of a long history that its owner has heard of
  bool attention_ = false;                 // a restart will look at the run
  bool entered_ = false;                   // the host counts an activation of ours
  runtime::workflow::activation current_;  // being committed
  uint64_t first_command_ = 0;             // number of its first command
  std::vector<runtime::workflow::logged_line> logged_;
  bool closes_ = false;
};

}  // namespace troupe::actors
