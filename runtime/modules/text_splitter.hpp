// Long texts cut into chunks for readers that take no more at a time, at the best places there are.
//
// Lengths are in characters. Thread: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::runtime::modules {

struct split_options {
  size_t chunk_size = 512;
  size_t chunk_overlap = 100;  // how much of a chunk's end the next one may begin with
  std::vector<std::string> separators{"\n\n", "\n", " ", ""};  // tried in order; "" is between any two characters
  bool keep_separator = false;
  // markdown only
  bool code_blocks = false;        // fenced blocks are not cut, however long they are
  bool reference_links = false;    // `[text][name]` becomes `[text](address)` where the text defines the name
  bool heading_hierarchy = false;  // a chunk begins with all headings it stands under, not the nearest alone
  bool join_table_rows = false;    // rows of a table share chunks; else each is one, with the table's head
};

std::vector<std::string> split_recursively(std::string_view text, const split_options& options);

// By headings, and below them by blocks: paragraphs, lists, fenced code, tables. Blocks that are too long are split recursively.
std::vector<std::string> split_markdown(std::string_view text, const split_options& options);

}  // namespace troupe::runtime::modules
