// The activities of all workflows: calls of functions that are tried until they succeed or may not be tried any more (workflow.md section 12).
//
// An activity is known by its run and the number of the command that scheduled it. The first attempt's record is that command; every further
// one is journalled, and so is the time of the next.
// Thread: any; one lock, held for moments.
#pragma once

#include "actors/calls.hpp"
#include "runtime/effect.hpp"
#include "runtime/workflow/activity_options.hpp"
#include "runtime/workflow/store.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace troupe::actors {

class workflows;

struct activity {
  uint64_t chain = 0;
  uint64_t run = 0;
  uint64_t command = 0;
  int64_t scheduled_ns = 0;
  runtime::call_request call;            // function, arguments, context
  runtime::workflow::activity_options options;
};

class activities {
public:
  explicit activities(workflows& engine) : engine_(engine) {}

  // After the commit of the command.
  void begin(activity what);
  // Whether it is under way here, or waits for its next attempt. Once it is not, its result has reached the run.
  bool knows(uint64_t run, uint64_t command) const;
  // Of a run that was rebuilt, and not known here: goes on where the journal says.
  void go_on(activity what);
  // The time of the next attempt has come. False if nobody knows that activity: its run is to be rebuilt.
  bool retry(const runtime::workflow::timer_row& row);
  // The callee hears of it; what it answers is dropped.
  void cancel(uint64_t run, uint64_t command);
  // Of a run that has ended.
  void cancel_all(uint64_t run);
  void attempt_timed_out(runtime::ticket serial);

  size_t count() const;

private:
  struct key {
    uint64_t run;
    uint64_t command;
    auto operator<=>(const key&) const = default;
  };
  struct under_way {
    std::shared_ptr<activity> what;
    uint32_t attempts = 0;           // failed
    runtime::ticket serial = 0;      // of the attempt that runs; 0: none does
    callee whom;
    runtime::ticket queue_serial = 0;  // of the limit for its wait in a pool's queue; 0: none
    enum class limit : uint8_t { start_to_close, schedule_to_close, schedule_to_start, heartbeat } limited_by = limit::start_to_close;  // that attempt
    bool starting = false;           // the next attempt is being noted
    bool resolved = false;           // its result is on its way to the run
  };

  void attempt(key which);
  void stop_timers(under_way& of);
  static runtime::fault timed_out(const activity& what, under_way::limit by);
  void finished(key which, runtime::ticket serial, runtime::outcome& result);
  void failed(key which, runtime::fault why);
  void resolve(key which, runtime::workflow::job result);

  workflows& engine_;
  mutable std::mutex guard_;
  std::map<key, under_way> all_;
  std::unordered_map<runtime::ticket, key> timed_;  // attempts with a deadline
  runtime::ticket last_serial_ = 1;                 // 1 is the clock's
};

}  // namespace troupe::actors
