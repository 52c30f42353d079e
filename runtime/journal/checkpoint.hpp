// What a loss of power leaves of an environment whose commits reach the disk later: its newest version that is there as a whole.
//
// LMDB writes a new version to free pages and then its header, one of two. Unsynchronized, any of these writes may be missing after a loss of power,
// and the header may name pages that never were written. So the header of the last synchronized version is kept in a file beside it, and a reader
// pins the pages of that version, which are thus not used again. After the system was started anew, that header is put back.
// Thread: the one that writes the environment.
// Errors: as lmdb.
#pragma once

#include "config/descriptor.hpp"

#include <caf/error.hpp>
#include <caf/expected.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct MDB_env;
struct MDB_txn;

namespace troupe::runtime::journal {

// Names this start of the system; "" where the system does not tell.
std::string current_boot();

class checkpoint {
public:
  // True if the system was started since the folder's checkpoint, which has not been restored.
  static caf::expected<bool> is_due(const std::filesystem::path& folder, std::string_view boot);
  // Before the environment is opened: goes back to the checkpoint, if that is due.
  static caf::error restore(const std::filesystem::path& folder, std::string_view boot);
  // From now on the newest version is the one to use. The environment must be synchronized.
  static caf::error discard(const std::filesystem::path& folder);

  checkpoint(MDB_env* env, std::filesystem::path folder, std::string boot);
  ~checkpoint();
  checkpoint(const checkpoint&) = delete;
  checkpoint& operator=(const checkpoint&) = delete;

  // The newest version, which has been synchronized, is the one to go back to.
  caf::error take();

private:
  caf::error pin();

  MDB_env* const env_;
  const std::filesystem::path folder_;
  const std::string boot_;
  descriptor file_;
  uint64_t sequence_ = 0;
  MDB_txn* pinned_ = nullptr;
};

}  // namespace troupe::runtime::journal
