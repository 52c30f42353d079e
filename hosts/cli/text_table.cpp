#include "hosts/cli/text_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sys/ioctl.h>
#include <unistd.h>

namespace troupe::hosts::cli {

namespace {

constexpr size_t gap = 2;
constexpr size_t cut_width_min = 8;

bool continues(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

// Code points, which is what a terminal's column holds for the names that occur here.
size_t width_of(std::string_view text) noexcept {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

std::string cut(const std::string& text, size_t width) {
  if (width_of(text) <= width)
    return text;
  const std::string_view dots = "...";
  const size_t kept = width > dots.size() ? width - dots.size() : width;
  size_t end = 0;
  for (size_t seen = 0; end < text.size(); ++end)
    if (!continues(text[end]) && seen++ == kept)
      break;
  return text.substr(0, end) + std::string{width > dots.size() ? dots : std::string_view{}};
}

// Takes columns from the widest that may be cut, one at a time, until all fit.
void shrink(std::vector<size_t>& widths, const std::vector<table_column>& columns, size_t width_max) {
  size_t total = gap * (widths.size() - 1);
  for (const size_t each : widths)
    total += each;
  while (total > width_max) {
    size_t widest = columns.size();
    for (size_t i = 0; i < columns.size(); ++i)
      if (columns[i].cuttable && widths[i] > cut_width_min && (widest == columns.size() || widths[i] > widths[widest]))
        widest = i;
    if (widest == columns.size())
      return;
    --widths[widest];
    --total;
  }
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string made{text};
  for (char& c : made)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      c = ' ';
  return made;
}

std::string format_table(const std::vector<table_column>& columns, const std::vector<std::vector<std::string>>& rows,
                         size_t width_max) {
  std::vector<std::vector<std::string>> lines;
  std::vector<std::string> titles;
  for (const table_column& each : columns)
    titles.push_back(each.title);
  lines.push_back(std::move(titles));
  for (const auto& row : rows) {
    auto& line = lines.emplace_back();
    for (const std::string& cell : row)
      line.push_back(one_line(cell));
  }
  std::vector<size_t> widths(columns.size(), 0);
  for (const auto& line : lines)
    for (size_t i = 0; i < columns.size(); ++i)
      widths[i] = std::max(widths[i], width_of(line[i]));
  if (width_max != 0)
    shrink(widths, columns, width_max);
  std::string text;
  for (const auto& line : lines) {
    std::string shown;
    for (size_t i = 0; i < columns.size(); ++i) {
      const std::string cell = cut(line[i], widths[i]);
      const std::string padding(widths[i] - width_of(cell), ' ');
      shown += (i == 0 ? "" : std::string(gap, ' '));
      shown += columns[i].side == table_column::align::right ? padding + cell : cell + padding;
    }
    shown.erase(shown.find_last_not_of(' ') + 1);
    text += (width_max == 0 ? shown : cut(shown, width_max)) + "\n";
  }
  return text;
}

size_t terminal_columns() {
  winsize size{};
  return isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

std::string short_size(uint64_t bytes) {
  if (bytes < 1024)
    return std::to_string(bytes);
  constexpr std::string_view units = "KMGTPE";
  auto amount = static_cast<double>(bytes) / 1024;
  size_t unit = 0;
  for (; amount >= 1023.95 && unit + 1 < units.size(); ++unit)
    amount /= 1024;
  return fmt::format("{:.1f}{}", amount, units[unit]);
}

std::string short_duration(int64_t milliseconds) {
  const int64_t seconds = std::max<int64_t>(milliseconds, 0) / 1000;
  if (seconds < 60)
    return fmt::format("{}s", seconds);
  if (seconds < 3600)
    return fmt::format("{}m{:02}s", seconds / 60, seconds % 60);
  if (seconds < 86'400)
    return fmt::format("{}h{:02}m", seconds / 3600, seconds / 60 % 60);
  return fmt::format("{}d{:02}h", seconds / 86'400, seconds / 3600 % 24);
}

}  // namespace troupe::hosts::cli
