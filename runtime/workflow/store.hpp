// The tables of durable runs, and how they are read (journal/format.md).
//
// Numbers of chains and runs are never used again and grow with time. Whoever reads brings a transaction; writing is transition.hpp.
// Thread: any; the tables are opened once.
// Errors: invalid for a record that cannot be read, otherwise LMDB's.
#pragma once

#include "runtime/journal/lmdb.hpp"
#include "runtime/workflow/record.hpp"
#include "runtime/workflow/run.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::runtime::workflow {

enum class run_status : uint8_t { running = 1, completed = 2, failed = 3, terminated = 4, timed_out = 5, continued = 6 };

std::string_view name_of(run_status status) noexcept;  // as people read it: "running", "timed out"

// A workflow: the runs that have followed each other under one id.
struct chain_row {
  std::string host;         // of the durable host that runs it: its PID's host part
  std::string workflow_id;
  uint64_t newest = 0;      // run

  std::string pid() const { return "{" + host + "|" + workflow_id + "}"; }
};

struct run_row {
  uint64_t chain = 0;
  run_start start;          // without `context.who`, which `security` says
  document security;
  document options;         // of the start: a map, or null
  uint64_t parent_chain = 0;
  uint64_t parent_run = 0;      // 0: none
  uint64_t parent_command = 0;
  int64_t chain_started_ns = 0; // of the first run
  int64_t started_ns = 0;       // 0: not yet, it is to begin later
  int64_t closed_ns = 0;
  run_status status = run_status::running;
  outcome result;

  bool open() const noexcept { return status == run_status::running; }
};

struct numbered_run {
  uint64_t number = 0;
  run_row row;
};

enum class timer_kind : uint8_t {
  timer = 1,        // of the code
  retry = 2,        // the next attempt of an activity
  begin = 3,        // a run that was to start later
  run_timeout = 4,
  retention = 5,    // a closed run is forgotten
};

struct timer_row {
  int64_t deadline_ns = 0;
  uint64_t run = 0;
  uint64_t command = 0;
  timer_kind kind = timer_kind::timer;
  uint64_t chain = 0;
};

// What became of the attempts of an activity so far, all of which failed.
struct attempt_row {
  uint32_t attempts = 0;
  int64_t first_ns = 0;
  int64_t next_ns = 0;  // when the next one begins; 0: one is under way
  fault last;
};

std::string encode(const run_row& row);
caf::expected<run_row> decode_run(std::string_view bytes);
bool is_open_run(std::string_view bytes) noexcept;  // of a run's record, without reading all of it
std::string key_of(const timer_row& row);
std::optional<timer_row> decode_timer(std::string_view key, std::string_view bytes) noexcept;
std::string encode(const attempt_row& row);
caf::expected<attempt_row> decode_attempt(std::string_view bytes);

class store {
public:
  // Checks the format, makes what is missing unless the environment is opened for reading. Errors also: not_found for an environment without
  // workflows.
  static caf::expected<std::unique_ptr<store>> open(journal::lmdb& env, bool may_write);
  // How often it has been opened to be written, this time included.
  uint64_t life() const noexcept { return life_; }

  // 0: there is none.
  caf::expected<uint64_t> find(const journal::read_txn& txn, std::string_view host, std::string_view workflow_id) const;
  caf::expected<std::optional<chain_row>> chain(const journal::read_txn& txn, uint64_t number) const;
  caf::expected<std::optional<run_row>> run(const journal::read_txn& txn, uint64_t number) const;
  // Whether there is such a run that has not ended.
  caf::expected<bool> is_open(const journal::read_txn& txn, uint64_t run) const;
  // A chain's newest run; nothing if there is no such chain.
  caf::expected<std::optional<numbered_run>> newest(const journal::read_txn& txn, uint64_t chain) const;
  caf::expected<std::optional<attempt_row>> attempt(const journal::read_txn& txn, uint64_t run, uint64_t command) const;
  // What waits for the chain beyond that number, in order of arrival.
  caf::expected<std::vector<job>> waiting(const journal::read_txn& txn, uint64_t chain, uint64_t beyond) const;
  // The run's activations in order, from the one with that number on, until `take` answers an error, which is answered.
  using take_event = std::function<caf::error(uint64_t number, std::string_view bytes)>;
  caf::error each_event(const journal::read_txn& txn, uint64_t run, const take_event& take, uint64_t from = 0) const;
  // Chains for which something may have to be done: messages wait, or an effect was under way. In no order, perhaps twice.
  caf::expected<std::vector<uint64_t>> restless(const journal::read_txn& txn) const;
  // Timers from `from` on that are due, at most so many.
  caf::expected<std::vector<timer_row>> due(const journal::read_txn& txn, const std::string& from, int64_t now_ns, size_t most) const;
  // The first deadline at or beyond that key.
  caf::expected<std::optional<timer_row>> next_timer(const journal::read_txn& txn, const std::string& from) const;
  // All chains, until `take` answers false.
  caf::error each_chain(const journal::read_txn& txn, const std::function<bool(uint64_t number, const chain_row& row)>& take) const;

  struct {
    journal::table facts, ids, chains, runs, events, waiting, timers, attempts, children, attention;
  } tables;

private:
  store() = default;
  caf::error begin_life(journal::lmdb& env);

  uint64_t life_ = 0;
};

// The parts of keys made of two numbers.
std::string pair_key(uint64_t first, uint64_t second);
std::string id_key(std::string_view host, std::string_view workflow_id);

}  // namespace troupe::runtime::workflow
