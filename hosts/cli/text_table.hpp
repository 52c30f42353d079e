// Rows of texts as a table that fits a terminal.
//
// Pure but for terminal_columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::hosts::cli {

struct table_column {
  std::string title;
  enum class align : uint8_t { left, right } side = align::left;
  bool cuttable = false;  // may lose its end when the table is too wide
};

// Every line ends with a newline; columns are two blanks apart. Control characters become blanks, so that no text of a program reaches the
// terminal's commands. If the lines are longer than `width_max` (0: any width), the widest cuttable columns are cut, with `...`, and as a last
// resort the lines.
std::string format_table(const std::vector<table_column>& columns, const std::vector<std::vector<std::string>>& rows,
                         size_t width_max);

// How wide a line of standard output may be; 0 if it is no terminal.
size_t terminal_columns();

// For a line of its own: control characters become blanks.
std::string one_line(std::string_view text);

// `950`, `38.4K`, `1.2M`.
std::string short_size(uint64_t bytes);

// `0s`, `59s`, `2m03s`, `1h02m`, `3d04h`.
std::string short_duration(int64_t milliseconds);

}  // namespace troupe::hosts::cli
