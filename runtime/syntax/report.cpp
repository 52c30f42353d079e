#include "runtime/syntax/report.hpp"

#include "runtime/syntax/characters.hpp"

#include <algorithm>

namespace troupe::syntax {

namespace {

// Of a line, this much before and after the column is kept.
constexpr uint32_t context_bytes = 512;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

void report::fail(position where, std::string message, std::string_view code) {
  if (failed_)
    return;
  failed_ = true;
  if (abandoned_ && where.offset <= abandoned_->where.offset)
    found_.push_back(*std::move(abandoned_));
  else
    found_.push_back({where, std::move(message), code});
}

void report::note(position where, std::string message, std::string_view code) {
  if (!failed_ && found_.size() < notes_)
    found_.push_back({where, std::move(message), code});
}

void report::rewind(size_t count) {
  if (failed_)
    abandoned_ = std::move(found_.back());
  found_.resize(count);
  failed_ = false;
}

uint32_t report::line_start(uint32_t offset) const {
  while (offset > 0 && !is_line_break(source_[offset - 1]))
    --offset;
  if (offset == 0 && source_.starts_with(byte_order_mark))
    return static_cast<uint32_t>(byte_order_mark.size());
  return offset;
}

uint32_t report::column_of(position where) const {
  const uint32_t start = line_start(where.offset);
  return where.offset < start ? 1 : where.offset - start + 1;
}

std::vector<diagnostic> report::take() && {
  std::stable_sort(found_.begin(), found_.end(), [](const problem& a, const problem& b) {
    return a.where.offset < b.where.offset;
  });
  std::vector<diagnostic> result;
  result.reserve(found_.size());
  for (problem& found : found_) {
    const uint32_t start = line_start(found.where.offset);
    size_t end = start;
    while (end < source_.size() && !is_line_break(source_[end]))
      ++end;
    const uint32_t column = column_of(found.where);
    const uint32_t skipped = column > context_bytes ? column - context_bytes : 0;
    const size_t length = std::min<size_t>(end - start - skipped, size_t{2} * context_bytes);
    result.push_back({std::string{found.code}, found.where.line, column, std::move(found.message),
                      std::string{source_.substr(start + skipped, length)}, skipped});
  }
  return result;
}

}  // namespace troupe::syntax
