#include "config/yaml_explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace troupe {

namespace {

constexpr size_t npos = std::string_view::npos;

struct place {
  uint32_t line;
  uint32_t column;
};

place place_of(std::string_view text, size_t at) {
  const std::string_view before = text.substr(0, at);
  const size_t line_break = before.rfind('\n');
  return {static_cast<uint32_t>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<uint32_t>(at - (line_break == npos ? 0 : line_break + 1)) + 1};
}

size_t offset_of(std::string_view text, uint32_t line, uint32_t column) {
  size_t start = 0;
  for (uint32_t i = 1; i < line && start < text.size(); ++i)
    start = std::min(text.find('\n', start), text.size() - 1) + 1;
  return std::min(start + column - 1, text.size());
}

yaml_problem problem_at(std::string_view text, size_t at, std::string message, std::string remedy) {
  const place where = place_of(text, at);
  return {where.line, where.column, std::move(message), std::move(remedy)};
}

char closer_of(char opener) {
  return opener == '[' ? ']' : opener == '{' ? '}' : opener;
}

yaml_problem never_closed(std::string_view text, size_t at) {
  return problem_at(text, at,
                    fmt::format("the {} here is never closed",
                                text[at] == '"' ? "\"" : fmt::format("\"{}\"", text[at])),
                    text[at] == '"' ? "add \"" : fmt::format("add \"{}\"", closer_of(text[at])));
}

// Behind the quote that closes the one at `at`; npos if none does.
size_t quote_end(std::string_view text, size_t at) {
  const char mark = text[at];
  for (++at; at < text.size(); ++at) {
    if (mark == '"' && text[at] == '\\')
      ++at;
    else if (mark == '\'' && text[at] == mark && at + 1 < text.size() && text[at + 1] == mark)
      ++at;
    else if (text[at] == mark)
      return at + 1;
  }
  return npos;
}

// Goes over brackets, quotes, comments and block scalars; everything else is passed over.
class scan {
public:
  explicit scan(std::string_view text) : text_(text) {
    while (at_ < text_.size() && !found) {
      if (line_begins_)
        begin_line();
      else if (open_.empty())
        block_token();
      else
        flow_token();
    }
    if (!found && !open_.empty())
      found = never_closed(text_, open_.back());
  }

  std::optional<yaml_problem> found;  // of brackets and quotes
  std::vector<size_t> tabs;           // the first of each line that a tab indents

private:
  char here(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\n';
  }
  static bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
  bool blank_at(size_t ahead) const { return blank(here(ahead)); }
  size_t column() const { return at_ - line_start_; }
  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }

  void begin_line() {
    line_begins_ = false;
    const size_t begin = line_start_ = at_;
    while (here() == ' ' || here() == '\t')
      if (++at_ >= text_.size())
        return;
    if (here() == '\n' || here() == '\r' || here() == '#')
      return;
    const size_t indent = at_ - begin;
    if (open_.empty()) {
      if (const size_t found_tab = text_.substr(begin, indent).find('\t'); found_tab != npos)
        tabs.push_back(begin + found_tab);
      owner_ = indent;
    } else if (inside_block_ && indent <= flow_owner_
               && std::string_view{"]},"}.find(here()) == npos) {
      found = never_closed(text_, open_.back());  // the list or map that holds the bracket goes on
    }
  }

  // One step outside brackets, at the beginning of a token.
  void block_token() {
    const char c = here();
    if (c == '\n') {
      ++at_;
      line_begins_ = true;
    } else if (blank(c)) {
      ++at_;
    } else if (c == '#') {
      skip_line();
    } else if ((c == '-' || c == '?' || c == ':') && blank_at(1)) {
      if (c == '-')
        owner_ = column();
      ++at_;
    } else if (c == '&' || c == '!' || c == '*') {
      while (!blank_at(0))
        ++at_;
    } else if (c == '|' || c == '>') {
      skip_block_scalar();
    } else if (c == '"' || c == '\'') {
      mark_key();
      quote();
      after_value();
    } else if (c == '[' || c == '{') {
      flow_owner_ = owner_;
      inside_block_ = has_owner_;
      open_.push_back(at_++);
    } else {
      mark_key();
      while (here() != '\n' && !(here() == ':' && blank_at(1))
             && !(here() == '#' && at_ > 0 && blank(text_[at_ - 1])))
        ++at_;
    }
  }

  // One step inside brackets.
  void flow_token() {
    const char c = here();
    if (c == '\n') {
      ++at_;
      line_begins_ = true;
    } else if (blank(c) || c == ',' || c == ':' || c == '?') {
      ++at_;
    } else if (c == '#') {
      skip_line();
    } else if (c == '"' || c == '\'') {
      quote();
    } else if (c == '[' || c == '{') {
      open_.push_back(at_++);
    } else if (c == ']' || c == '}') {
      close(c);
    } else {
      while (here() != '\n' && std::string_view{",[]{}"}.find(here()) == npos
             && !(here() == ':' && blank_at(1)) && !(here() == '#' && blank(text_[at_ - 1])))
        ++at_;
    }
  }

  void mark_key() {
    owner_ = column();
    has_owner_ = true;
  }

  // Behind a quoted text or a closed bracket outside all brackets.
  void after_value() {
    while (here() == ' ' || here() == '\t')
      ++at_;
    if (here() != ':' && here() != '#')
      skip_line();
  }

  void close(char closer) {
    const size_t opened = open_.back();
    if (closer_of(text_[opened]) == closer) {
      open_.pop_back();
      ++at_;
      if (open_.empty())
        after_value();
      return;
    }
    const bool outer = std::any_of(open_.begin(), open_.end(),
                                   [&](size_t each) { return closer_of(text_[each]) == closer; });
    found = outer ? never_closed(text_, opened)
                  : problem_at(text_, at_,
                               fmt::format("\"{}\" closes the \"{}\" of line {}", closer,
                                           text_[opened], place_of(text_, opened).line),
                               fmt::format("write \"{}\"", closer_of(text_[opened])));
  }

  void quote() {
    const size_t opened = at_;
    at_ = quote_end(text_, opened);
    if (at_ == npos) {
      found = never_closed(text_, opened);
      return;
    }
    if (const size_t line_break = text_.substr(opened, at_ - opened).rfind('\n');
        line_break != npos)
      line_start_ = opened + line_break + 1;
    check_behind(opened);
  }

  // A quote that ends lines later, before more text, ends at the beginning of another.
  void check_behind(size_t opened) {
    size_t next = at_;
    while (next < text_.size() && (text_[next] == ' ' || text_[next] == '\t'))
      ++next;
    const bool ends =
      next == text_.size() || std::string_view{":,]}#\r\n"}.find(text_[next]) != npos;
    if (!ends && text_.substr(opened, at_ - opened).find('\n') != npos)
      found = problem_at(text_, opened,
                         fmt::format("the {} here is closed only in line {}", text_[opened],
                                     place_of(text_, at_).line),
                         fmt::format("add {} where the text ends", text_[opened]));
    else if (!ends)
      found = problem_at(text_, next, fmt::format("text behind the closing {}", text_[opened]),
                         text_[opened] == '"' ? "write \\\" for a quote inside quotes"
                                              : "write '' for a quote inside quotes");
  }

  void skip_block_scalar() {
    skip_line();
    while (at_ < text_.size()) {
      const size_t begin = at_ + 1;
      const size_t first = text_.find_first_not_of(' ', begin);
      if (first == npos) {
        at_ = text_.size();
        return;
      }
      if (text_[first] != '\n' && text_[first] != '\r' && first - begin <= owner_
          && !(first == begin && !has_owner_))
        return;
      at_ = std::min(text_.find('\n', first), text_.size());
    }
  }

  std::string_view text_;
  size_t at_ = 0;
  size_t line_start_ = 0;
  bool line_begins_ = true;
  std::vector<size_t> open_;   // brackets, by their offsets
  size_t owner_ = 0;           // column of the key or dash that the next value belongs to
  bool has_owner_ = false;     // false until the first key: JSON
  size_t flow_owner_ = 0;      // owner_ of the outermost open bracket
  bool inside_block_ = false;  // the outermost open bracket belongs to a key
};

// What stands at an offset, short enough for a message.
std::string got_at(std::string_view text, size_t at) {
  constexpr size_t shown_max = 20;
  if (at >= text.size())
    return "the end of the file";
  size_t end = at + 1;
  if (std::string_view{"[]{},:\"'"}.find(text[at]) == npos)
    while (end < text.size() && end - at < shown_max
           && std::string_view{"[]{},:\"' \t\r\n"}.find(text[end]) == npos)
      ++end;
  return text[at] == '"' ? "a quote" : fmt::format("\"{}\"", text.substr(at, end - at));
}

std::string remedy_for(std::string_view text, size_t at, std::string_view failure) {
  struct known {
    std::string_view part, remedy;
  };
  constexpr known remedies[] = {
    {"end of map not found", "check the indentation: members of one map begin in the same column"},
    {"end of sequence not found",
     "check the indentation: items of one list begin in the same column"},
    {"the referenced anchor is not defined",
     "define it with & before it is used, or put the text in quotes"},
    {"unknown token", "put the text in quotes"},
    {"unknown escape character",
     "inside double quotes write \\\\ for a backslash, or use single quotes"},
  };
  if (failure.find("illegal map value") != npos) {
    // The first colon of its line: the line was read as more text of the value above.
    const size_t start = at == 0 ? npos : text.rfind('\n', at - 1);
    const size_t first = text.find(": ", start == npos ? 0 : start);
    const size_t bare = text.find(":\n", start == npos ? 0 : start);
    return std::min(first, bare) >= at && start != npos
             ? "check the indentation, or put text that contains `: ` in quotes"
             : "put text that contains `: ` in quotes";
  }
  for (const known& candidate : remedies)
    if (failure.find(candidate.part) != npos)
      return std::string{candidate.remedy};
  return {};
}

}  // namespace

std::optional<yaml_problem> find_unclosed(std::string_view text) {
  return scan{text}.found;
}

std::optional<yaml_problem> find_unclosed_quote(std::string_view text, uint32_t line,
                                                uint32_t column) {
  const size_t at = offset_of(text, line, column);
  if (at >= text.size() || (text[at] != '"' && text[at] != '\'') || quote_end(text, at) != npos)
    return std::nullopt;
  return never_closed(text, at);
}

yaml_problem explain_yaml(std::string_view text, uint32_t line, uint32_t column,
                          std::string_view failure) {
  const size_t at = offset_of(text, line, column);
  const scan seen{text};
  // The parser may stop at the first of many such lines; a tab further up was harmless.
  const size_t line_above = offset_of(text, line > 1 ? line - 1 : 1, 1);
  const auto tab = std::lower_bound(seen.tabs.begin(), seen.tabs.end(), line_above);
  if (tab != seen.tabs.end())
    if (const place where = place_of(text, *tab); where.line <= line)
      return {where.line, where.column, "a tab in the indentation", "tabs cannot indent YAML; use spaces"};
  if (seen.found && offset_of(text, seen.found->line, seen.found->column) <= at)
    return *seen.found;
  if (failure == "end of sequence flow not found")
    return {line, column, fmt::format("\",\" or \"]\" expected, got {}", got_at(text, at)), {}};
  if (failure == "end of map flow not found")
    return {line, column, fmt::format("\",\" or \"}}\" expected, got {}", got_at(text, at)), {}};
  return {line, column, std::string{failure}, remedy_for(text, at, failure)};
}

}  // namespace troupe
