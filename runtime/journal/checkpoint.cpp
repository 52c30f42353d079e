#include "runtime/journal/checkpoint.hpp"

#include "config/errc.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <lmdb.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <vector>

namespace troupe::runtime::journal {

namespace {

// Two slots, written in turn: a slot that is half written when the power goes leaves the other.
struct slot {
  char magic[8];
  uint64_t sequence;
  uint64_t page_bytes;  // of the environment; 0: nothing to go back to
  char boot[40];
  uint64_t check;       // of all of the above and the page, with 0 here
};
constexpr char magic[8] = {'t', 'r', 'o', 'u', 'p', 'e', 'C', '1'};
constexpr off_t slot_stride = 128 * 1024;
constexpr size_t page_bytes_max = 64 * 1024;

struct saved {
  slot head{};
  std::vector<char> page;
};

descriptor open_in(const std::filesystem::path& folder, const char* name, int flags) {
  return descriptor{::open((folder / name).c_str(), flags | O_CLOEXEC, 0600)};
}

// FNV-1a. Tells a slot that was written as a whole from one that was not.
uint64_t mix(uint64_t sum, const void* bytes, size_t size) noexcept {
  for (const auto* at = static_cast<const unsigned char*>(bytes); size > 0; ++at, --size)
    sum = (sum ^ *at) * 1'099'511'628'211ULL;
  return sum;
}

uint64_t check_of(slot head, const std::vector<char>& page) noexcept {
  head.check = 0;
  return mix(mix(14'695'981'039'346'656'037ULL, &head, sizeof head), page.data(), page.size());
}

caf::error failed(const std::filesystem::path& folder, std::string_view doing) {
  return make_error(errc::unavailable, fmt::format("{}: {}: {}; check the disk", (folder / "checkpoint").string(), doing, std::strerror(errno)));
}

std::optional<saved> read_slot(int fd, int which) {
  saved found;
  const off_t at = which * slot_stride;
  if (::pread(fd, &found.head, sizeof found.head, at) != ssize_t{sizeof found.head} || std::memcmp(found.head.magic, magic, sizeof magic) != 0
      || found.head.page_bytes > page_bytes_max)
    return std::nullopt;
  found.page.resize(found.head.page_bytes);
  if (::pread(fd, found.page.data(), found.page.size(), at + off_t{sizeof found.head}) != static_cast<ssize_t>(found.page.size())
      || check_of(found.head, found.page) != found.head.check)
    return std::nullopt;
  return found;
}

// The newer of the slots that are whole.
std::optional<saved> newest(int fd) {
  std::optional<saved> first = read_slot(fd, 0);
  std::optional<saved> second = read_slot(fd, 1);
  return !second || (first && first->head.sequence > second->head.sequence) ? first : second;
}

caf::error write_slot(const std::filesystem::path& folder, int fd, uint64_t sequence, std::string_view boot, std::vector<char> page) {
  saved made;
  std::memcpy(made.head.magic, magic, sizeof magic);
  made.head.sequence = sequence;
  made.head.page_bytes = page.size();
  boot.copy(made.head.boot, sizeof made.head.boot);
  made.head.check = check_of(made.head, page);
  std::vector<char> all(sizeof made.head + page.size());
  std::memcpy(all.data(), &made.head, sizeof made.head);
  if (!page.empty())
    std::memcpy(all.data() + sizeof made.head, page.data(), page.size());
  const off_t at = static_cast<off_t>(sequence % 2) * slot_stride;
  if (::pwrite(fd, all.data(), all.size(), at) != static_cast<ssize_t>(all.size()) || ::fdatasync(fd) != 0)
    return failed(folder, "cannot write");
  return {};
}

// What the folder's file says, if it says anything; nothing to go back to counts as nothing.
caf::expected<std::optional<saved>> saved_in(const std::filesystem::path& folder) {
  const descriptor file = open_in(folder, "checkpoint", O_RDONLY);
  if (!file) {
    if (errno == ENOENT)
      return std::optional<saved>{};
    return failed(folder, "cannot read");
  }
  std::optional<saved> found = newest(file.get());
  if (found && found->head.page_bytes == 0)
    found.reset();
  return found;
}

bool of_other_boot(const saved& found, std::string_view boot) {
  slot same{};
  boot.copy(same.boot, sizeof same.boot);
  return std::memcmp(found.head.boot, same.boot, sizeof same.boot) != 0;
}

}  // namespace

std::string current_boot() {
  std::ifstream in{"/proc/sys/kernel/random/boot_id"};
  std::string boot;
  std::getline(in, boot);
  return boot;
}

caf::expected<bool> checkpoint::is_due(const std::filesystem::path& folder, std::string_view boot) {
  const auto found = saved_in(folder);
  if (!found)
    return found.error();
  return *found && of_other_boot(**found, boot);
}

caf::error checkpoint::restore(const std::filesystem::path& folder, std::string_view boot) {
  const auto found = saved_in(folder);
  if (!found)
    return found.error();
  if (!*found || !of_other_boot(**found, boot))
    return {};
  const descriptor data = open_in(folder, "data.mdb", O_RDWR);
  if (!data)
    return failed(folder, "cannot open data.mdb to go back to it");
  std::vector<char> page = (*found)->page;
  for (uint64_t number = 0; number < 2; ++number) {
    std::memcpy(page.data(), &number, sizeof number);  // a page begins with its number
    if (::pwrite(data.get(), page.data(), page.size(), static_cast<off_t>(number * page.size())) != static_cast<ssize_t>(page.size()))
      return failed(folder, "cannot go back to it");
  }
  if (::fdatasync(data.get()) != 0)
    return failed(folder, "cannot go back to it");
  return {};
}

caf::error checkpoint::discard(const std::filesystem::path& folder) {
  const auto found = saved_in(folder);
  if (!found)
    return found.error();
  if (!*found)
    return {};
  const descriptor file = open_in(folder, "checkpoint", O_RDWR);
  if (!file)
    return failed(folder, "cannot write");
  return write_slot(folder, file.get(), (*found)->head.sequence + 1, {}, {});
}

checkpoint::checkpoint(MDB_env* env, std::filesystem::path folder, std::string boot)
  : env_(env), folder_(std::move(folder)), boot_(std::move(boot)) {}

checkpoint::~checkpoint() {
  if (pinned_ != nullptr)
    mdb_txn_abort(pinned_);
}

caf::error checkpoint::take() {
  if (!file_) {
    file_ = open_in(folder_, "checkpoint", O_RDWR | O_CREAT);
    if (!file_)
      return failed(folder_, "cannot make it");
    if (const auto before = newest(file_.get()))
      sequence_ = before->head.sequence;
  }
  MDB_stat figures{};
  MDB_envinfo about{};
  int data = -1;
  mdb_env_stat(env_, &figures);
  mdb_env_info(env_, &about);
  mdb_env_get_fd(env_, &data);
  // A version's header is page 0 if its number is even, else page 1.
  std::vector<char> page(figures.ms_psize);
  if (::pread(data, page.data(), page.size(), static_cast<off_t>(about.me_last_txnid % 2 * page.size())) != static_cast<ssize_t>(page.size()))
    return failed(folder_, "cannot read the header of data.mdb");
  if (caf::error problem = write_slot(folder_, file_.get(), sequence_ + 1, boot_, std::move(page)))
    return problem;
  ++sequence_;
  return pin();
}

caf::error checkpoint::pin() {
  if (pinned_ != nullptr)
    mdb_txn_abort(std::exchange(pinned_, nullptr));
  if (const int code = mdb_txn_begin(env_, nullptr, MDB_RDONLY, &pinned_); code != 0)
    return make_error(errc::internal, fmt::format("{}: cannot hold a version: {}", folder_.string(), mdb_strerror(code)));
  return {};
}

}  // namespace troupe::runtime::journal
