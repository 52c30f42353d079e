// Diagnostics for people.
#include "runtime/syntax/characters.hpp"
#include "runtime/syntax/translate.hpp"

#include <algorithm>

namespace troupe::syntax {

namespace {

// A long line is cut to this many bytes before and after the column.
constexpr size_t shown_before = 60;
constexpr size_t shown_after = 60;

struct palette {
  std::string_view bold;
  std::string_view red;
  std::string_view dim;
  std::string_view off;
};

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// The length of the UTF-8 character at the start of the text, or 0 if there is none that is well-formed enough to print.
size_t character_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const size_t length = first < 0x80   ? 1
                        : first < 0xC2 ? 0
                        : first < 0xE0 ? 2
                        : first < 0xF0 ? 3
                        : first < 0xF5 ? 4
                                       : 0;
  if (length == 0 || length > text.size())
    return 0;
  for (size_t at = 1; at < length; ++at)
    if (!continues_character(text[at]))
      return 0;
  return length;
}

// The line as a terminal can show it, and the blanks that lead to the column. Tabs stay tabs in both, so they align.
void show(std::string_view line, size_t column, std::string& text, std::string& blanks) {
  for (size_t at = 0; at < line.size();) {
    const bool before = at < column;
    const size_t length = character_length(line.substr(at));
    const char c = line[at];
    if (c == '\t') {
      text += '\t';
    } else if (length == 0 || static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      text += '?';  // nothing that moves the cursor or ends the message
    } else {
      text += line.substr(at, length);
    }
    if (before)
      blanks += c == '\t' ? '\t' : ' ';
    at += std::max<size_t>(length, 1);
  }
  if (column > line.size())
    blanks.append(column - line.size(), ' ');
}

}  // namespace

std::string render(const diagnostic& problem, std::string_view chunk_name, bool colour) {
  const palette paint = colour ? palette{"\x1b[1m", "\x1b[1;31m", "\x1b[2m", "\x1b[0m"} : palette{};
  std::string_view line = problem.source_line;
  size_t column =
    problem.column > problem.source_skipped + 1 ? problem.column - 1 - problem.source_skipped : 0;
  bool cut_before = problem.source_skipped > 0;
  if (line.size() > shown_before + shown_after) {
    size_t first = column > shown_before ? column - shown_before : 0;
    while (first > 0 && continues_character(line[first]))
      --first;
    cut_before = cut_before || first > 0;
    line.remove_prefix(std::min(first, line.size()));
    column -= first;
  }
  size_t length = std::min(line.size(), column + shown_after);
  while (length < line.size() && continues_character(line[length]))
    ++length;
  const bool cut_after = length < line.size();
  line = line.substr(0, length);

  std::string text = cut_before ? "..." : "";
  std::string blanks = cut_before ? "   " : "";
  show(line, column, text, blanks);
  if (cut_after)
    text += "...";

  const std::string number = std::to_string(problem.line);
  const std::string margin(number.size(), ' ');
  std::string result;
  result += paint.bold;
  result += chunk_name;
  result += ":" + number + ":" + std::to_string(problem.column) + ": ";
  result += paint.off;
  result += problem.message;
  result += "\n ";
  result += paint.dim;
  result += number + " | ";
  result += paint.off;
  result += text;
  result += "\n ";
  result += paint.dim;
  result += margin + " | ";
  result += paint.off;
  result += blanks;
  result += paint.red;
  result += '^';
  result += paint.off;
  return result;
}

}  // namespace troupe::syntax
