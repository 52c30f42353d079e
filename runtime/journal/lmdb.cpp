#include "runtime/journal/lmdb.hpp"

#include "config/errc.hpp"
#include "runtime/journal/checkpoint.hpp"

#include <fmt/format.h>
#include <lmdb.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <sys/stat.h>
#include <system_error>

namespace troupe::runtime::journal {

namespace {

MDB_val bytes_of(std::string_view text) noexcept {
  return {text.size(), const_cast<char*>(text.data())};
}

std::string_view text_of(const MDB_val& bytes) noexcept {
  return {static_cast<const char*>(bytes.mv_data), bytes.mv_size};
}

constexpr unsigned readers_max = 256;

// LMDB has failed to write the page that says which commit is the last, and does nothing more until the environment is opened anew. Others
// still hold it, so that takes another life of the program.
void end_if_panicked(int code, const std::string& folder) {
  if (code != MDB_PANIC)
    return;
  std::fprintf(stderr,
               "troupe: %s: the disk has failed while a commit was made valid. The program ends, as nothing can be read or written until it is "
               "started again; what was acknowledged is on the disk\n",
               folder.c_str());
  std::_Exit(EXIT_FAILURE);
}

}  // namespace

// ---- environment ------------------------------------------------------------------------------------------------------

caf::error lmdb::problem(int code, std::string_view doing) const {
  const auto say = [&](errc kind, std::string_view remedy) {
    return make_error(kind, fmt::format("{}: {}: {}{}", folder_.string(), doing, mdb_strerror(code), remedy));
  };
  switch (code) {
    case ENOSPC:
    case EDQUOT: return say(errc::unavailable, "; free some space, nothing that was acknowledged is lost");
    case EFBIG: return say(errc::unavailable, "; raise the limit of file sizes, nothing that was acknowledged is lost");
    case EIO: return say(errc::unavailable, "; check the disk");
    case MDB_MAP_FULL: return say(errc::unavailable, "; raise journal.map_size");
    case EACCES:
    case EROFS:
    case EPERM: return say(errc::permission_denied, "; the folder and its files must be the user's own");
    case ENOENT: return say(errc::not_found, "");
    case MDB_INVALID:
    case MDB_VERSION_MISMATCH: return say(errc::invalid, "; the folder holds something else");
    case MDB_KEYEXIST: return say(errc::already_exists, "");
    default: return say(errc::internal, "");
  }
}

lmdb::lmdb(std::filesystem::path folder, access mode) : folder_(std::move(folder)), mode_(mode) {}

caf::error lmdb::prepare(const options& how, const std::string& boot) {
  if (how.mode == access::read) {
    const auto due = checkpoint::is_due(folder_, boot);
    if (!due)
      return due.error();
    if (*due)
      return make_error(errc::unavailable, fmt::format("{}: the system was started anew since it was written; start the program, which puts it in "
                                                       "order", folder_.string()));
    return {};
  }
  std::error_code failed;
  std::filesystem::create_directories(folder_, failed);
  if (failed)
    return problem(failed.value(), "cannot make the folder");
  return checkpoint::restore(folder_, boot);
}

// What an earlier program left to the system reaches the disk before anything builds on it.
caf::error lmdb::settle(const options& how, const std::string& boot) {
  if (caf::error failed = sync())
    return failed;
  if (how.commits != durability::later)
    return checkpoint::discard(folder_);
  checkpoint_ = std::make_unique<checkpoint>(env_, folder_, boot);
  return checkpoint_->take();
}

caf::expected<std::unique_ptr<lmdb>> lmdb::open(std::filesystem::path folder, const options& how) {
  std::unique_ptr<lmdb> made{new lmdb{std::move(folder), how.mode}};
  const std::string boot = how.boot.empty() ? current_boot() : how.boot;
  if (caf::error failed = made->prepare(how, boot))
    return failed;
  if (const int code = mdb_env_create(&made->env_); code != 0)
    return made->problem(code, "cannot open it");
  mdb_env_set_mapsize(made->env_, how.map_bytes);
  mdb_env_set_maxdbs(made->env_, how.tables_max);
  mdb_env_set_maxreaders(made->env_, readers_max);
  // NOTLS: a reader is the transaction's, not the thread's, as pools have many threads. NORDAHEAD: histories are read here and there.
  unsigned flags = MDB_NOTLS | MDB_NORDAHEAD;
  if (how.mode == access::read)
    flags |= MDB_RDONLY;
  if (how.commits != durability::always)
    flags |= MDB_NOSYNC;
  if (const int code = mdb_env_open(made->env_, made->folder_.c_str(), flags, 0600); code != 0)
    return made->problem(code, "cannot open it");
  if (caf::error cut = made->check_length())
    return cut;
  // Readers of a program that was killed would keep old pages for ever.
  int dead = 0;
  mdb_reader_check(made->env_, &dead);
  if (how.mode == access::write)
    if (caf::error failed = made->settle(how, boot))
      return failed;
  return made;
}

// A page behind the end of the file would be a signal, SIGBUS, to whoever reads it.
caf::error lmdb::check_length() const {
  MDB_envinfo known{};
  MDB_stat layout{};
  int file = -1;
  struct stat found {};
  if (mdb_env_info(env_, &known) != 0 || mdb_env_stat(env_, &layout) != 0 || mdb_env_get_fd(env_, &file) != 0 || fstat(file, &found) != 0)
    return problem(errno, "cannot look at it");
  const auto needed = static_cast<off_t>((known.me_last_pgno + 1) * layout.ms_psize);
  if (found.st_size >= needed)
    return {};
  return make_error(errc::invalid, fmt::format("{}: data.mdb was cut: it has {} bytes of {}; put a copy of the folder back, or move it away to begin "
                                               "anew without what it holds", folder_.string(), found.st_size, needed));
}

// One that nobody can find again takes everything that is committed with it.
caf::error lmdb::check_there() const {
  int file = -1;
  struct stat found {};
  if (mdb_env_get_fd(env_, &file) != 0 || fstat(file, &found) != 0 || found.st_nlink != 0)
    return {};
  return make_error(errc::unavailable, fmt::format("{}: data.mdb was deleted while the program runs; nothing is stored or acknowledged any more: "
                                                   "start the program anew", folder_.string()));
}

lmdb::~lmdb() {
  checkpoint_.reset();
  if (env_ != nullptr)
    mdb_env_close(env_);
}

caf::expected<table> lmdb::open_table(const char* name) {
  MDB_txn* txn = nullptr;
  const bool writes = mode_ == access::write;
  if (const int code = mdb_txn_begin(env_, nullptr, writes ? 0U : MDB_RDONLY, &txn); code != 0)
    return problem(code, "cannot begin");
  table made;
  if (const int code = mdb_dbi_open(txn, name, writes ? MDB_CREATE : 0U, &made.handle); code != 0) {
    mdb_txn_abort(txn);
    if (code == MDB_NOTFOUND)
      return make_error(errc::not_found, fmt::format("{}: has no table {}", folder_.string(), name));
    return problem(code, "cannot open a table");
  }
  if (const int code = mdb_txn_commit(txn); code != 0)
    return problem(code, "cannot open a table");
  return made;
}

caf::error lmdb::sync() {
  if (const int code = mdb_env_sync(env_, 1); code != 0)
    return problem(code, "cannot synchronize");
  return checkpoint_ ? checkpoint_->take() : caf::error{};
}

// ---- transactions -----------------------------------------------------------------------------------------------------

caf::expected<read_txn> read_txn::begin(const lmdb& env) {
  MDB_txn* txn = nullptr;
  if (const int code = mdb_txn_begin(env.handle(), nullptr, MDB_RDONLY, &txn); code != 0) {
    end_if_panicked(code, env.folder().string());
    return env.problem(code, "cannot read");
  }
  return read_txn{env, txn};
}

read_txn::~read_txn() {
  if (txn_ != nullptr)
    mdb_txn_abort(txn_);
}

caf::expected<std::optional<std::string_view>> read_txn::get(table from, std::string_view key) const {
  MDB_val wanted = bytes_of(key);
  MDB_val found{};
  const int code = mdb_get(txn_, from.handle, &wanted, &found);
  if (code == MDB_NOTFOUND)
    return std::optional<std::string_view>{};
  if (code != 0)
    return env_->problem(code, "cannot read");
  return std::optional{text_of(found)};
}

caf::expected<size_t> read_txn::count(table of) const {
  MDB_stat figures{};
  if (const int code = mdb_stat(txn_, of.handle, &figures); code != 0)
    return env_->problem(code, "cannot read");
  return figures.ms_entries;
}

caf::expected<write_txn> write_txn::begin(lmdb& env) {
  MDB_txn* txn = nullptr;
  if (const int code = mdb_txn_begin(env.handle(), nullptr, 0, &txn); code != 0) {
    end_if_panicked(code, env.folder().string());
    return env.problem(code, "cannot begin to write");
  }
  return write_txn{env, txn};
}

caf::error write_txn::store(table into, std::string_view key, std::string_view bytes, unsigned flags) {
  MDB_val where = bytes_of(key);
  MDB_val what = bytes_of(bytes);
  const int code = mdb_put(txn_, into.handle, &where, &what, flags);
  if (code == MDB_KEYEXIST && (flags & MDB_NOOVERWRITE) != 0)
    return env_->problem(code, "cannot write");
  ++writes_;
  return code != 0 ? failed(code) : caf::error{};
}

caf::error write_txn::failed(int code) {
  caf::error why = env_->problem(code, "cannot write");
  if (!broken_)
    broken_ = why;
  return why;
}

uint64_t write_txn::id() const noexcept {
  return mdb_txn_id(txn_);
}

caf::error write_txn::put(table into, std::string_view key, std::string_view bytes) {
  return store(into, key, bytes, 0);
}

caf::error write_txn::insert(table into, std::string_view key, std::string_view bytes) {
  return store(into, key, bytes, MDB_NOOVERWRITE);
}

caf::error write_txn::append(table into, std::string_view key, std::string_view bytes) {
  return store(into, key, bytes, MDB_APPEND);
}

caf::expected<bool> write_txn::erase(table from, std::string_view key) {
  MDB_val where = bytes_of(key);
  const int code = mdb_del(txn_, from.handle, &where, nullptr);
  if (code == MDB_NOTFOUND)
    return false;
  ++writes_;
  if (code != 0)
    return failed(code);
  return true;
}

caf::error write_txn::commit() && {
  if (broken_)
    return broken_;
  if (caf::error gone = env_->check_there())
    return gone;
  const int code = mdb_txn_commit(std::exchange(txn_, nullptr));  // frees the handle whether it succeeds or fails
  return code != 0 ? env_->problem(code, "cannot commit") : caf::error{};
}

// ---- cursors ----------------------------------------------------------------------------------------------------------

caf::expected<cursor> cursor::open(const read_txn& within, table over) {
  MDB_cursor* made = nullptr;
  if (const int code = mdb_cursor_open(within.txn_, over.handle, &made); code != 0)
    return within.env_->problem(code, "cannot read");
  return cursor{*within.env_, made};
}

cursor::~cursor() {
  if (cursor_ != nullptr)
    mdb_cursor_close(cursor_);
}

caf::expected<std::optional<cursor::item>> cursor::move(int operation, std::string_view key) {
  MDB_val where = bytes_of(key);
  MDB_val what{};
  const int code = mdb_cursor_get(cursor_, &where, &what, static_cast<MDB_cursor_op>(operation));
  if (code == MDB_NOTFOUND)
    return std::optional<item>{};
  if (code != 0)
    return env_->problem(code, "cannot read");
  return std::optional{item{text_of(where), text_of(what)}};
}

caf::expected<std::optional<cursor::item>> cursor::seek(std::string_view key) {
  return key.empty() ? move(MDB_FIRST) : move(MDB_SET_RANGE, key);
}

caf::expected<std::optional<cursor::item>> cursor::next() {
  return move(MDB_NEXT);
}

caf::expected<std::optional<cursor::item>> cursor::previous() {
  return move(MDB_PREV);
}

caf::expected<std::optional<cursor::item>> cursor::last() {
  return move(MDB_LAST);
}

caf::error cursor::erase() {
  const int code = mdb_cursor_del(cursor_, 0);
  return code != 0 ? env_->problem(code, "cannot write") : caf::error{};
}

}  // namespace troupe::runtime::journal
