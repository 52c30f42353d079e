// The collector of measurements: counters, gauges and histograms, each by name and labels.
//
// One object a program, filled by processes and by the host itself, read as snapshots. Names and labels are kept as given.
// Thread: any. A measurement takes one lock for a short time.
#pragma once

#include "config/errc.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe {

enum class metric_kind : uint8_t { counter, gauge, histogram };
enum class metric_change : uint8_t { add, set };

// By name, each once; `sort_labels` makes it so.
using metric_labels = std::vector<std::pair<std::string, std::string>>;
void sort_labels(metric_labels& labels);

// Upper bounds of a histogram's buckets, those of the platform; what is larger counts in the total only.
inline constexpr std::array metric_buckets{.005, .01, .025, .05, .1, .25, .5, 1.0, 2.5, 5.0, 10.0};

struct metric_series {
  metric_labels labels;
  double value = 0;                                         // of a histogram the sum of what was observed
  uint64_t count = 0;                                       // histogram: observations
  std::array<uint64_t, metric_buckets.size()> buckets = {};  // histogram: those up to each bound
};

struct metric_family {
  std::string name;
  metric_kind kind = metric_kind::counter;
  std::vector<metric_series> series;  // by labels
};

class metrics {
public:
  // Adds to a counter or gauge, sets a gauge, observes a histogram's value. The same name may be of several kinds. Errors: invalid for
  // what is no number or makes a counter fall, unavailable when there are too many series.
  caf::error record(metric_kind kind, metric_change change, std::string_view name, const metric_labels& labels, double amount);

  // Everything, by name.
  std::vector<metric_family> snapshot() const;

private:
  using family_key = std::pair<std::string, metric_kind>;
  using family = std::map<metric_labels, metric_series>;

  mutable std::mutex guard_;
  std::map<family_key, family> families_;
  size_t series_ = 0;
};

// The exposition format that Prometheus reads. Characters that it allows in no name become `_`.
std::string to_prometheus(const std::vector<metric_family>& families);

}  // namespace troupe
