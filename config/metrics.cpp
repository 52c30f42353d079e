#include "config/metrics.hpp"

#include "config/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace troupe {

void sort_labels(metric_labels& labels) {
  std::stable_sort(labels.begin(), labels.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  labels.erase(std::unique(labels.begin(), labels.end(), [](const auto& a, const auto& b) { return a.first == b.first; }),
               labels.end());
}

caf::error metrics::record(metric_kind kind, metric_change change, std::string_view name, const metric_labels& labels,
                           double amount) {
  if (name.empty())
    return make_error(errc::invalid, "a metric needs a name");
  if (std::isnan(amount))
    return make_error(errc::invalid, fmt::format("metric {}: not a number", name));
  if (kind == metric_kind::counter && amount < 0)
    return make_error(errc::invalid, fmt::format("counter {} cannot fall: use a gauge", name));
  const std::lock_guard hold{guard_};
  family& of = families_[{std::string{name}, kind}];
  auto found = of.find(labels);
  if (found == of.end()) {
    if (series_ == limits::metric_series_max)
      return make_error(errc::unavailable, fmt::format("metric {}: there are {} series already, too many label values?", name, series_));
    ++series_;
    found = of.emplace(labels, metric_series{labels}).first;
  }
  metric_series& series = found->second;
  if (change == metric_change::set && kind == metric_kind::gauge) {
    series.value = amount;
    return {};
  }
  series.value += amount;
  if (kind == metric_kind::histogram) {
    ++series.count;
    for (size_t i = 0; i < metric_buckets.size(); ++i)
      if (amount <= metric_buckets[i])
        ++series.buckets[i];
  }
  return {};
}

std::vector<metric_family> metrics::snapshot() const {
  const std::lock_guard hold{guard_};
  std::vector<metric_family> all;
  all.reserve(families_.size());
  for (const auto& [key, of] : families_) {
    metric_family& shown = all.emplace_back(metric_family{key.first, key.second, {}});
    shown.series.reserve(of.size());
    for (const auto& [labels, series] : of)
      shown.series.push_back(series);
  }
  return all;
}

// ---- text ----------------------------------------------------------------------------------------------------------------

namespace {

std::string_view kind_word(metric_kind kind) noexcept {
  switch (kind) {
    case metric_kind::counter: return "counter";
    case metric_kind::gauge: return "gauge";
    case metric_kind::histogram: return "histogram";
  }
  return "untyped";
}

std::string plain_name(std::string_view name, bool colon) {
  std::string plain{name};
  const auto allowed = [colon](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (colon && c == ':');
  };
  std::replace_if(plain.begin(), plain.end(), [&](char c) { return !allowed(c); }, '_');
  if (!plain.empty() && plain[0] >= '0' && plain[0] <= '9')
    plain.insert(plain.begin(), '_');
  return plain;
}

void append_escaped(std::string& to, std::string_view text) {
  for (const char c : text)
    if (c == '\n')
      to += "\\n";
    else if (c == '\\' || c == '"')
      (to += '\\') += c;
    else
      to += c;
}

std::string number_text(double n) {
  if (std::isinf(n))
    return n > 0 ? "+Inf" : "-Inf";
  return fmt::format("{}", n);
}

// `{a="1",b="2"}`, with one more label where `bound` is not empty.
std::string label_text(const metric_labels& labels, std::string_view bound = {}) {
  std::string text;
  const auto add = [&](std::string_view name, std::string_view value) {
    text += text.empty() ? "{" : ",";
    text += plain_name(name, false);
    text += "=\"";
    append_escaped(text, value);
    text += '"';
  };
  for (const auto& [name, value] : labels)
    add(name, value);
  if (!bound.empty())
    add("le", bound);
  if (!text.empty())
    text += '}';
  return text;
}

void append_histogram(std::string& to, const std::string& name, const metric_series& series) {
  const auto out = std::back_inserter(to);
  for (size_t i = 0; i < metric_buckets.size(); ++i)
    fmt::format_to(out, "{}_bucket{} {}\n", name, label_text(series.labels, number_text(metric_buckets[i])), series.buckets[i]);
  fmt::format_to(out, "{}_bucket{} {}\n", name, label_text(series.labels, "+Inf"), series.count);
  fmt::format_to(out, "{}_sum{} {}\n", name, label_text(series.labels), number_text(series.value));
  fmt::format_to(out, "{}_count{} {}\n", name, label_text(series.labels), series.count);
}

}  // namespace

std::string to_prometheus(const std::vector<metric_family>& families) {
  std::string text;
  for (const metric_family& each : families) {
    const std::string name = plain_name(each.name, true);
    fmt::format_to(std::back_inserter(text), "# TYPE {} {}\n", name, kind_word(each.kind));
    for (const metric_series& series : each.series)
      if (each.kind == metric_kind::histogram)
        append_histogram(text, name, series);
      else
        fmt::format_to(std::back_inserter(text), "{}{} {}\n", name, label_text(series.labels), number_text(series.value));
  }
  return text;
}

}  // namespace troupe
