// What a run's record says has been done and is still under way, without running its code.
//
// Thread: any. Errors: as the store's.
#pragma once

#include "runtime/workflow/store.hpp"

#include <map>
#include <optional>
#include <vector>

namespace troupe::runtime::workflow {

// An activity, a timer or a child that was begun and has not ended.
struct open_command {
  uint64_t number = 0;
  int64_t since_ns = 0;
  command what;
  std::optional<attempt_row> attempts;  // of an activity that has failed before
};

// Fed with the activations of one run, in order.
class run_summary {
public:
  void add(const activation& recorded, size_t bytes);

  uint64_t activations = 0;
  uint64_t commands = 0;
  uint64_t bytes = 0;
  int64_t latest_ns = 0;
  document attributes{document::map{}};  // `search`, `memo`: as the code has set them since the start
  document versions{document::map{}};
  std::map<uint64_t, open_command> open;

private:
  void end(uint64_t number) { open.erase(number); }
};

// With the attempts of activities.
caf::expected<run_summary> summarize(const store& in, const journal::read_txn& txn, uint64_t run);

}  // namespace troupe::runtime::workflow
