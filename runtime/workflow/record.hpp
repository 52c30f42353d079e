// What a durable run's journal holds: activations, each with what happened to the run and what its code did then.
//
// An activation is the unit of the journal: the jobs that the code was given at one time, and the commands it answered them with, are one
// record and one step of a commit. Names follow Temporal's core interface, so that a server could be another source of the same jobs.
// Thread: plain values.
#pragma once

#include "config/document.hpp"
#include "config/errc.hpp"
#include "runtime/fault.hpp"
#include "runtime/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::runtime::workflow {

// Written to disk: never reuse a number.
enum class job_kind : uint8_t {
  fire_timer = 1,
  resolve_activity = 2,
  resolve_child_start = 3,  // body: the child's PID
  resolve_child = 4,        // the child closed
  signal = 5,
  cancel = 6,
};

struct job {
  job_kind kind = job_kind::signal;
  uint64_t command = 0;            // what it answers: the number of a command of this run; 0 for what comes by itself
  std::string topic;               // signal
  std::string sender;              // signal, cancel: a PID; "" for nobody
  std::string reason;              // cancel
  value body;                      // the result, or a signal's payloads
  std::optional<fault> failure;    // instead of a result

  // Where it waits on the disk; no part of the record.
  uint64_t arrival = 0;            // signal and the like: its number among what waits for the chain; 0: it does not wait there
  int64_t deadline_ns = 0;         // fire_timer
};

enum class command_kind : uint8_t {
  schedule_activity = 1,
  cancel_activity = 2,   // number: of the command that scheduled it
  start_timer = 3,       // number: the deadline, nanoseconds since the Unix epoch
  cancel_timer = 4,      // number: of the command that started it
  start_child = 5,
  signal_workflow = 6,   // name: the receiver as the code calls it, detail: the topic
  send = 7,              // the same, to an ordinary process: performed once after the commit, perhaps again after a crash
  cancel_workflow = 8,
  set_version = 9,       // name: the change, number: its version
  set_attributes = 10,
  use_name = 11,         // of a process, in the registry of names; name: the action, detail: the name
  ask_permission = 12,   // of what is no command itself; name: the action, detail: the resource, number: 1 if it was allowed
  complete = 20,         // the run's end: body
  fail = 21,             // failure
  continue_as_new = 22,  // name: the entry, body: its arguments
};

std::string_view name_of(job_kind kind) noexcept;
std::string_view name_of(command_kind kind) noexcept;
// Those that only keep an answer: a record may lack them where code asks, and have them where it no longer does.
inline bool is_mark(command_kind kind) noexcept { return kind == command_kind::set_version || kind == command_kind::ask_permission; }
inline bool closes(command_kind kind) noexcept { return kind >= command_kind::complete; }

struct command {
  command_kind kind = command_kind::schedule_activity;
  std::string name;              // with `detail` and the kind its identity: what replay compares
  std::string detail;            // a topic; a child's workflow id if the code chose one
  int64_t number = 0;            // see the kinds
  value body;                    // arguments, payloads, result; for those answered at once what the code was answered
  std::optional<fault> failure;  // those answered at once, and `fail`
  document options;              // activities, children, names of others: a map, or null
  value context;                 // activities and children: the values of `ctx` they inherit, as one map item; empty: the run's own
  document security;             // the same of actor and scope; null: the run's own

  int64_t deadline_ns = 0;       // cancel_timer: of that timer; no part of the record
};

struct activation {
  int64_t time_ns = 0;  // what `time.now` answers throughout; never before the previous one
  std::vector<job> jobs;
  std::vector<command> commands;
  uint64_t drawn = 0;   // bytes of randomness the code has used by its end, from the first activation on
};

// One value per record.
std::string encode(const activation& what);
// Errors: invalid, for bytes that are no activation.
caf::expected<activation> decode_activation(std::string_view bytes);

// A job on its own: what waits for a run on the disk.
std::string encode(const job& what);
caf::expected<job> decode_job(std::string_view bytes);

// `start_timer`, `schedule_activity app:charge`, `signal_workflow {app:workflows|a} paid`: for people.
std::string text_of(const command& what);

}  // namespace troupe::runtime::workflow
