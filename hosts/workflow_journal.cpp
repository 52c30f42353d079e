#include "hosts/workflow_journal.hpp"

#include "config/errc.hpp"

#include <fmt/format.h>

#include <system_error>

namespace troupe::hosts {

caf::expected<workflow_journal> read_workflow_journal(const std::filesystem::path& folder) {
  const auto nothing = [&] {
    return make_error(errc::not_found, fmt::format("no workflows are here (looked for {})\n"
                                                   "Name the state folder of a program that has run some: --state PATH/.troupe",
                                                   (folder / "data.mdb").string()));
  };
  std::error_code ignored;
  if (!std::filesystem::exists(folder / "data.mdb", ignored))
    return nothing();
  runtime::journal::lmdb::options how;
  how.mode = runtime::journal::lmdb::access::read;
  how.map_bytes = 0;  // as large as its writer has made it
  auto env = runtime::journal::lmdb::open(folder, how);
  if (!env)
    return env.error();
  auto tables = runtime::workflow::store::open(**env, false);
  if (!tables && code_of(tables.error()) == errc::not_found)
    return nothing();
  if (!tables)
    return tables.error();
  return workflow_journal{std::move(*env), std::move(*tables)};
}

}  // namespace troupe::hosts
