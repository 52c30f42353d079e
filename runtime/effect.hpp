// What a Lua process asks of the world, as values.
//
// A Lua process never performs an effect itself. A module builds a request and hands it to the effect handler of the process:
// an ordinary host performs it, a durable host journals it first and answers from the journal on replay, a test scripts it.
// Thread: perform() is called on the process's thread, inside its slice. Requests own their data.
#pragma once

#include "config/clock.hpp"
#include "config/document.hpp"
#include "config/log.hpp"
#include "config/metrics.hpp"
#include "config/types.hpp"
#include "registry/published.hpp"
#include "runtime/fault.hpp"
#include "runtime/message.hpp"
#include "runtime/random.hpp"
#include "runtime/security/identity.hpp"
#include "runtime/value.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace troupe::runtime {

// Names a pending effect within its process; 0 where nobody waits.
using ticket = uint64_t;

// Values, actor and scope that everything started by a process inherits.
struct call_context {
  value values;                // one map item, or empty
  security::identity_ptr who;  // null: neither actor nor scope
};

struct spawn_request {
  std::string entry;
  std::string host;
  value arguments;
  document options;      // a workflow's; a map, or null
  bool monitor = false;
  bool link = false;
  bool execute = false;  // wait for the end and answer with its outcome
  std::string name;      // claimed at start; taken: the messages go to its holder instead
  std::vector<message_ptr> first_messages;
  call_context context;
};

struct call_request {
  std::string function;
  value arguments;
  call_context context;
  document options;
};

struct cancel_call_request {
  ticket call = 0;
};

enum class signal_kind : uint8_t { cancel, terminate, monitor, unmonitor, link, unlink };

struct signal_request {
  signal_kind kind = signal_kind::cancel;
  std::string destination;
  std::string reason;
};

struct name_request {
  enum class action : uint8_t { add, find, remove } what = action::find;
  std::string name;
  std::string pid;  // add: "" is the caller
  int scope = 0;
};

// A timer fires letter::timer with its ticket; a period of zero is one shot.
struct timer_request {
  std::chrono::nanoseconds delay{};
  std::chrono::nanoseconds period{};
};

struct stop_timer_request {
  ticket timer = 0;
};

// A change of the registry: a change set, or a move along the tree of versions. Answers the number of the version in force afterwards.
// What only reads needs no request: effect_handler::published.
struct registry_request {
  registry::change_set changes;
  std::optional<registry::version_number> move_to;
};

// A message that is not delivered at once: to a workflow, whose journal takes it first. Answers `true` once it is stored.
struct post_request {
  std::string destination;
  std::string topic;
  value body;
};

// What only a workflow has (module `workflow`); elsewhere there is an answer that says so.
struct workflow_request {
  enum class action : uint8_t { version, attributes } what = action::version;
  std::string change;   // version: its id
  int64_t least = 0;    // version: the oldest and the newest number that the code serves
  int64_t newest = 0;
  document attributes;  // attributes: a map with `search` and `memo`
};

// How a workflow stands, as of its current activation (module `workflow`).
struct workflow_info {
  std::string workflow_id;
  std::string run_id;
  std::string type;
  std::string task_queue;
  std::string name_space;
  int64_t attempt = 1;
  uint64_t history_length = 0;  // events
  uint64_t history_bytes = 0;
};

struct output_request {
  bool to_stderr = false;
  std::string text;
};

struct input_request {
  enum class action : uint8_t { bytes, line, raw_on, raw_off, arguments, flush } what = action::line;
  size_t bytes_max = 1024;
};

struct exit_request {
  int code = 0;
};

// A variable of the application's environment: an `env.variable` entry by its public name or id.
struct env_request {
  enum class action : uint8_t { get, set, all } what = action::get;
  std::string name;
  std::string value;  // set
};

// A measurement for the host's collector.
struct metric_request {
  metric_kind kind = metric_kind::counter;
  metric_change change = metric_change::add;
  std::string name;
  metric_labels labels;
  double amount = 1;
};

// What a program may ask about the host it runs on, and change of it. Answers plain data.
struct system_request {
  enum class action : uint8_t {
    services,    // all, or one by id
    hosts,
    processes,   // all, of one host by id, those that pass the filter
    node,        // this node's name
    figure,      // of the whole program: memory, processes, cpus, pid, hostname, cwd
    setting,     // by name; set if the filter is an integer. Answers what it was
    lock,        // by name
    unlock,
  } what = action::services;
  std::string id;
  document filter;
};

// The application's event bus. A subscription's ticket names it from then on; its events arrive as letters under `topic`.
struct event_request {
  enum class action : uint8_t { subscribe, unsubscribe, send } what = action::send;
  std::string system;  // subscribe: a pattern
  std::string kind;    // subscribe: a pattern
  std::string path;    // send
  document data;       // send; null: none
  ticket subscription = 0;
  std::string topic;   // subscribe
};

// Code that a program gives at run time, to run apart from it (`eval_runner`).
struct eval_request {
  struct import {
    std::string alias;
    std::string library;               // ns:name
    std::vector<std::string> modules;  // for that library beyond those of the code
  };
  std::string source;
  std::string method;
  std::vector<std::string> modules;  // none: all whose classes are not blocked
  std::vector<import> imports;
  std::vector<std::string> allowed_classes;
  document globals;                  // a map, or null
  value arguments;
  call_context context;
  bool runs = true;                  // else it is compiled only, and answered at once
};

// What a program may ask of a supervisor of a tree (module `supervisor`).
struct supervisor_request {
  enum class action : uint8_t { which_children, count_children, start_child, terminate_child, restart_child, delete_child } what =
    action::which_children;
  std::string id;
  document child;  // its id; for start_child also a map with `id`, `restart`, `shutdown`
};

enum class file_mode : uint8_t { read, write, exclusive, append };
enum class seek_from : uint8_t { start, here, end };
enum class token_kind : uint8_t { lines, words, bytes, runes };

inline constexpr const char* file_closed_text = "file is closed";  // every use of a file after that

// What a program asks of a file system, or of a file that it has open. A path has no leading `/`, no `.` and no `..`; "" is the root.
struct file_request {
  enum class action : uint8_t {
    find,                                                  // whether there is such a file system, and whether the process may use it
    exists, stat, list, make_folder, remove,               // of a file system
    read_all, write_all, open,
    load_file, load_folder,                                // definitions there, as entries
    read, write, seek, stat_open, sync, close, scanner,    // of an open file
    scan,                                                  // of a scanner: answers some tokens, none at the end
  } what = action::find;
  std::string volume;  // the file system's entry, ns:name
  std::string path;
  file_mode mode = file_mode::read;    // open, write_all
  seek_from from = seek_from::start;   // seek
  ticket file = 0;     // the open file; with write_all one whose rest is written, or none
  ticket handle = 0;   // what `open` and `scanner` make is called so from then on; scan: the scanner
  token_kind tokens = token_kind::lines;  // scanner
  std::string data;    // write, write_all
  int64_t number = 0;  // read: bytes at most; seek: the offset
  bool at_once = false;  // the program cannot wait where it stands
};

using effect = std::variant<spawn_request, call_request, cancel_call_request, signal_request, name_request, timer_request,
                            stop_timer_request, registry_request, output_request, input_request, exit_request, env_request,
                            metric_request, system_request, event_request, eval_request, supervisor_request, post_request, workflow_request,
                            file_request>;

// What became of a message. `ask`: hand it over as a post_request, and wait.
enum class sent : uint8_t { yes, no, ask };

// The answer to a request: results now, a fault now, or later by letter::completed with the ticket.
struct reply {
  enum class state : uint8_t { done, failed, pending } how = state::done;
  value results;
  fault failure;

  static reply of(value v) { return {state::done, std::move(v), {}}; }
  static reply of(fault f) { return {state::failed, {}, std::move(f)}; }
  static reply later() { return {state::pending, {}, {}}; }
};

class effect_handler {
public:
  virtual ~effect_handler() = default;

  virtual reply perform(effect request, ticket who) = 0;

  // The hot path: delivers to a PID or name. `no`, and `why` says why, if nobody got it; `ask` leaves the letter where it is.
  virtual sent send(std::string_view destination, message_ptr& letter, fault& why) = 0;

  // Hands everything that arrived meanwhile to the machine's `put`.
  virtual void fetch_mail() = 0;

  // Asked in the middle of a slice, where the program cannot yield: takes in mail and says whether some of it ends the process.
  virtual bool must_end() { return false; }

  // Told of every user letter and event that the program takes out of its mailbox, and of every tick.
  virtual void letter_read(const message&) noexcept {}

  // Whether process.upgrade is possible: not in a function call.
  virtual bool may_upgrade() const noexcept = 0;

  // The option `upgradable`: whether the process hears of changes of its code.
  virtual void want_outdated(bool /*on*/) noexcept {}

  // Whether the code is a workflow's, which has a few things in another way than a process (workflow.md).
  virtual bool is_workflow() const noexcept { return false; }

  // How the workflow stands that runs; nothing in a process that is none.
  virtual std::optional<workflow_info> workflow() const { return std::nullopt; }

  // On whose behalf the process runs; null: nobody's, and everything is allowed.
  virtual const security::identity_ptr& identity() const noexcept { return security::nobody(); }

  // The registry as it is now; null where a program has none.
  virtual std::shared_ptr<const registry::published> published() const { return nullptr; }

  // Whether it may do that: for what is no request, which checks for itself.
  virtual bool may(std::string_view action, std::string_view resource) { return security::permits(identity().get(), action, resource); }

  // The policies of the application; null where there are none.
  virtual const security::policy_source* policies() const noexcept { return nullptr; }

  // The entry that runs, `ns:name`.
  virtual const std::string& entry_text() const noexcept = 0;

  virtual const clock_source& clock() const noexcept = 0;

  // Randomness for ids and keys. A durable host answers what it recorded.
  virtual void fill_random(void* to, size_t size) noexcept { system_random(to, size); }

  virtual void write_log(log::level severity, std::string_view logger, std::string_view message,
                         const document& fields) = 0;
};

}  // namespace troupe::runtime
