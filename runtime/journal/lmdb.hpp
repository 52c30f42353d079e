// LMDB's handles, which clean up after themselves: an environment, transactions, cursors.
//
// The one door to LMDB. An environment is a folder with one data file, copied on write: a transaction that did not commit leaves no
// trace, whenever the program ends. Readers see the version that was newest when they began, and never wait.
// Thread:  an environment from any; a transaction begins and ends on one thread; one write transaction at a time (others wait for it).
// Errors:  unavailable when the disk is full or fails (what was committed is kept; trying again may work), invalid for a folder that holds
//          something else or a format of later days, internal for the rest. Texts name the folder.
// Lifetime: bytes that a transaction answers are valid until it ends or writes; copy what is to stay.
#pragma once

#include <caf/error.hpp>
#include <caf/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

struct MDB_env;
struct MDB_txn;
struct MDB_cursor;

namespace troupe::runtime::journal {

class checkpoint;

// A table of an environment. Keys are bytes in lexicographic order, at most 511 of them.
struct table {
  unsigned handle = 0;
};

class lmdb {
public:
  enum class access : uint8_t { read, write };
  enum class durability : uint8_t {
    always,  // a commit has reached the disk
    later,   // a commit has reached the operating system: it survives the end of the program; of what a loss of power takes, nothing is
             // older than the last sync(), and what is left is whole
    never,   // as `later`, but a loss of power may leave nothing that can be read
  };

  struct options {
    size_t map_bytes = size_t{1} << 40;  // address space, not disk; the file never grows beyond it
    unsigned tables_max = 16;
    access mode = access::write;         // `write` makes the folder
    durability commits = durability::always;
    std::string boot;                    // names this start of the system; "": asked of it
  };

  static caf::expected<std::unique_ptr<lmdb>> open(std::filesystem::path folder, const options& how);
  ~lmdb();
  lmdb(const lmdb&) = delete;
  lmdb& operator=(const lmdb&) = delete;

  // Opens a table, which is made if the environment may be written. Not while a transaction of the same thread is open. A table that
  // is missing from an environment opened for reading: not_found.
  caf::expected<table> open_table(const char* name);

  // Puts commits that reached the system only onto the disk. On the thread that commits.
  caf::error sync();

  const std::filesystem::path& folder() const noexcept { return folder_; }
  MDB_env* handle() const noexcept { return env_; }

  // What a failed call means here.
  caf::error problem(int code, std::string_view doing) const;
  // Unavailable once the data file has been deleted.
  caf::error check_there() const;

private:
  lmdb(std::filesystem::path folder, access mode);
  caf::error prepare(const options& how, const std::string& boot);
  caf::error settle(const options& how, const std::string& boot);
  caf::error check_length() const;

  std::filesystem::path folder_;
  access mode_;
  MDB_env* env_ = nullptr;
  std::unique_ptr<checkpoint> checkpoint_;  // of `later`; before env_ is closed
};

// One version of the environment, to read from.
class read_txn {
public:
  static caf::expected<read_txn> begin(const lmdb& env);
  read_txn(read_txn&& other) noexcept : env_(other.env_), txn_(std::exchange(other.txn_, nullptr)) {}
  ~read_txn();

  // Nothing if there is no such key.
  caf::expected<std::optional<std::string_view>> get(table from, std::string_view key) const;
  caf::expected<size_t> count(table of) const;

protected:
  friend class cursor;
  read_txn(const lmdb& env, MDB_txn* txn) noexcept : env_(&env), txn_(txn) {}

  const lmdb* env_;
  MDB_txn* txn_;
};

class write_txn : public read_txn {
public:
  // Waits for another write transaction to end.
  static caf::expected<write_txn> begin(lmdb& env);
  write_txn(write_txn&& other) noexcept = default;

  // Greater than that of every transaction committed before; one that is tried again has the same.
  uint64_t id() const noexcept;
  // Writes so far, whether they worked or not.
  size_t writes() const noexcept { return writes_; }
  // The first write that failed for another reason than already_exists; what the transaction holds then is worth nothing.
  const caf::error& broken() const noexcept { return broken_; }

  caf::error put(table into, std::string_view key, std::string_view bytes);
  // Fails with already_exists, and changes nothing, if the key is there.
  caf::error insert(table into, std::string_view key, std::string_view bytes);
  // A key beyond all others of the table, which is faster than put.
  caf::error append(table into, std::string_view key, std::string_view bytes);
  // True if the key was there.
  caf::expected<bool> erase(table from, std::string_view key);

  // After an error nothing of the transaction has happened. Refused if a write failed.
  caf::error commit() &&;

private:
  using read_txn::read_txn;
  caf::error store(table into, std::string_view key, std::string_view bytes, unsigned flags);
  caf::error failed(int code);

  size_t writes_ = 0;
  caf::error broken_;
};

// Walks a table in the order of its keys, within a transaction that outlives it.
class cursor {
public:
  struct item {
    std::string_view key;
    std::string_view bytes;
  };

  static caf::expected<cursor> open(const read_txn& within, table over);
  cursor(cursor&& other) noexcept : env_(other.env_), cursor_(std::exchange(other.cursor_, nullptr)) {}
  ~cursor();

  // Each answers nothing when there is no such item.
  caf::expected<std::optional<item>> seek(std::string_view key);  // the first that is not less
  caf::expected<std::optional<item>> next();
  caf::expected<std::optional<item>> previous();
  caf::expected<std::optional<item>> last();
  // Of a write transaction: removes the item the cursor is at; `next` then answers the one behind it.
  caf::error erase();

private:
  cursor(const lmdb& env, MDB_cursor* made) noexcept : env_(&env), cursor_(made) {}
  caf::expected<std::optional<item>> move(int operation, std::string_view key = {});

  const lmdb* env_;
  MDB_cursor* cursor_;
};

}  // namespace troupe::runtime::journal
