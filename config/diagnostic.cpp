#include "config/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace troupe {

namespace {

// Edit distance with swapped neighbours as one edit (optimal string alignment), given up beyond `bound`.
size_t edit_distance(std::string_view a, std::string_view b, size_t bound) {
  if (a.size() > b.size())
    std::swap(a, b);
  if (b.size() - a.size() > bound)
    return bound + 1;
  std::vector<size_t> before(a.size() + 1);  // the row of j - 2, for swapped neighbours
  std::vector<size_t> above(a.size() + 1);
  std::vector<size_t> row(a.size() + 1);
  for (size_t i = 0; i <= a.size(); ++i)
    row[i] = i;
  for (size_t j = 1; j <= b.size(); ++j) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
      row[i] = std::min({above[i] + 1, row[i - 1] + 1, above[i - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[i] = std::min(row[i], before[i - 2] + 1);  // the most common slip of the fingers
    }
  }
  return row[a.size()];
}

}  // namespace

std::string diagnostic::body() const {
  std::string out = mark.text();
  if (!out.empty())
    out += ": ";
  if (!entry.empty())
    out += fmt::format("entry {}: ", entry.text());
  out += message;
  if (!remedy.empty())
    out += fmt::format(" ({})", remedy);
  return out;
}

std::string diagnostic::text() const {
  diagnostic placeless = *this;
  placeless.mark = {};
  const std::string place = mark.text();
  return fmt::format("{}{}{}: {}", place, place.empty() ? "" : ": ",
                     level == severity::error ? "error" : "warning", placeless.body());
}

void diagnostics::add(diagnostic finding) {
  errors_ += finding.level == severity::error ? 1 : 0;
  findings_.push_back(std::move(finding));
}

void diagnostics::add(diagnostics findings) {
  errors_ += findings.errors_;
  findings_.insert(findings_.end(), std::make_move_iterator(findings.findings_.begin()),
                   std::make_move_iterator(findings.findings_.end()));
}

void diagnostics::error(source_mark mark, std::string message, std::string remedy) {
  add({severity::error, std::move(mark), {}, std::move(message), std::move(remedy)});
}

void diagnostics::error(source_mark mark, const entry_id& entry, std::string message,
                        std::string remedy) {
  add({severity::error, std::move(mark), entry, std::move(message), std::move(remedy)});
}

void diagnostics::warn(source_mark mark, std::string message, std::string remedy) {
  add({severity::warning, std::move(mark), {}, std::move(message), std::move(remedy)});
}

void diagnostics::warn(source_mark mark, const entry_id& entry, std::string message,
                       std::string remedy) {
  add({severity::warning, std::move(mark), entry, std::move(message), std::move(remedy)});
}

std::string diagnostics::text() const {
  std::string out;
  for (const diagnostic& finding : findings_) {
    if (!out.empty())
      out += '\n';
    out += finding.text();
  }
  return out;
}

caf::error diagnostics::failure(errc code) const {
  std::string out;
  for (const diagnostic& finding : findings_) {
    if (finding.level != severity::error)
      continue;
    if (!out.empty())
      out += '\n';
    out += finding.body();
  }
  return out.empty() ? caf::error{} : make_error(code, std::move(out));
}

std::string_view nearest_name(std::string_view word, const std::vector<std::string_view>& known,
                              size_t mistakes_max) {
  if (word.size() < 2)
    return {};  // with its one letter wrong nothing is left of it
  size_t best = std::clamp<size_t>(word.size() / 3, 1, mistakes_max) + 1;
  std::string_view found;
  for (const std::string_view candidate : known) {
    const size_t distance = edit_distance(word, candidate, best - 1);
    if (distance < best) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

std::string nearest_id(const entry_id& wanted, const std::vector<entry_id>& known) {
  std::vector<std::string_view> neighbours;
  std::vector<std::string> others;
  for (const entry_id& each : known)
    if (each.ns == wanted.ns)
      neighbours.push_back(each.name);
    else
      others.push_back(each.text());
  if (const std::string_view near = nearest_name(wanted.name, neighbours); !near.empty())
    return entry_id{wanted.ns, std::string{near}}.text();
  return std::string{nearest_name(wanted.text(), {others.begin(), others.end()})};
}

std::string did_you_mean(std::string_view near) {
  return near.empty() ? std::string{} : fmt::format("did you mean {}?", near);
}

std::string suggestion(std::string_view near) {
  return near.empty() ? std::string{} : fmt::format(" ({})", did_you_mean(near));
}

}  // namespace troupe
