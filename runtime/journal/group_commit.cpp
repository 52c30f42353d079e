#include "runtime/journal/group_commit.hpp"

#include "config/errc.hpp"
#include "config/fault_point.hpp"

namespace troupe::runtime::journal {

namespace {

caf::error commit_together(lmdb& env, std::span<step> steps) {
  auto txn = write_txn::begin(env);
  if (!txn)
    return txn.error();
  for (step& each : steps) {
    const size_t before = txn->writes();
    each.result = each.write(*txn);
    if (txn->broken())
      return txn->broken();
    TROUPE_ASSERT(!each.result || txn->writes() == before);  // a refused step would leave half of itself behind
  }
  fault_point("journal.before_commit");
  caf::error failed = std::move(*txn).commit();
  if (!failed)
    fault_point("journal.after_commit");
  return failed;
}

bool may_pass(const caf::error& failed) {
  return code_of(failed) == errc::unavailable;
}

}  // namespace

caf::error commit_group(lmdb& env, std::span<step> steps) {
  caf::error failed = commit_together(env, steps);
  if (!failed || may_pass(failed) || steps.empty())
    return failed;
  if (steps.size() == 1) {
    steps.front().result = std::move(failed);
    return {};
  }
  // One of them cannot be written at all: each alone, so that the others do not fail with it.
  for (size_t i = 0; i < steps.size(); ++i)
    if (caf::error stopped = commit_group(env, steps.subspan(i, 1)))
      return stopped;
  return {};
}

}  // namespace troupe::runtime::journal
