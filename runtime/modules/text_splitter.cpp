#include "runtime/modules/text_splitter.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

namespace troupe::runtime::modules {

namespace {

size_t characters_in(std::string_view text) noexcept {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view blanks = " \t\r\n\v\f";
  const size_t first = text.find_first_not_of(blanks);
  return first == std::string_view::npos ? std::string_view{} : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> cut_into_characters(std::string_view text) {
  std::vector<std::string_view> parts;
  for (size_t i = 0; i < text.size();) {
    size_t end = i + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80)
      ++end;
    parts.push_back(text.substr(i, end - i));
    i = end;
  }
  return parts;
}

// With `keep`, each part but the first begins with the separator.
std::vector<std::string_view> cut(std::string_view text, std::string_view separator, bool keep) {
  if (separator.empty())
    return cut_into_characters(text);
  std::vector<std::string_view> parts;
  size_t begin = 0;
  for (size_t from = 0;;) {
    const size_t at = text.find(separator, from);
    parts.push_back(text.substr(begin, at == std::string_view::npos ? at : at - begin));
    if (at == std::string_view::npos)
      return parts;
    from = at + separator.size();
    begin = keep ? at : from;
  }
}

// Collects parts into chunks no longer than allowed, and lets each begin with the end of the one before.
class chunk_maker {
public:
  chunk_maker(std::vector<std::string>& to, std::string_view separator, const split_options& options)
    : to_(to), separator_(separator), separator_size_(characters_in(separator)), options_(options) {}

  void add(std::string_view part) {
    const size_t size = characters_in(part);
    if (!parts_.empty() && total_ + size + separator_size_ > options_.chunk_size) {
      emit();
      while (!parts_.empty()
             && (total_ > options_.chunk_overlap || total_ + size + separator_size_ > options_.chunk_size))
        drop_first();
    }
    total_ += size + (parts_.empty() ? 0 : separator_size_);
    parts_.push_back({part, size});
  }

  void finish() {
    if (!parts_.empty())
      emit();
    parts_.clear();
    total_ = 0;
  }

private:
  struct item {
    std::string_view text;
    size_t size;
  };

  void drop_first() {
    total_ -= parts_.front().size + (parts_.size() > 1 ? separator_size_ : 0);
    parts_.pop_front();
  }
  void emit() {
    std::string joined;
    for (size_t i = 0; i < parts_.size(); ++i) {
      if (i > 0)
        joined += separator_;
      joined += parts_[i].text;
    }
    if (const std::string_view chunk = trimmed(joined); !chunk.empty())
      to_.emplace_back(chunk);
  }

  std::vector<std::string>& to_;
  const std::string_view separator_;
  const size_t separator_size_;
  const split_options& options_;
  std::deque<item> parts_;
  size_t total_ = 0;
};

// Each level of nesting uses up a separator.
void split(std::vector<std::string>& to, std::string_view text, size_t first_separator, const split_options& options) {
  const std::vector<std::string>& all = options.separators;
  size_t chosen = first_separator;
  while (chosen + 1 < all.size() && !all[chosen].empty() && text.find(all[chosen]) == std::string_view::npos)
    ++chosen;
  const std::string_view separator = chosen < all.size() ? std::string_view{all[chosen]} : std::string_view{};
  chunk_maker chunks{to, options.keep_separator ? std::string_view{} : separator, options};
  for (const std::string_view part : cut(text, separator, options.keep_separator)) {
    if (characters_in(part) <= options.chunk_size) {
      chunks.add(part);
      continue;
    }
    chunks.finish();
    if (chosen + 1 < all.size() && !separator.empty())
      split(to, part, chosen + 1, options);
    else
      to.emplace_back(part);
  }
  chunks.finish();
}

// ---- markdown ------------------------------------------------------------------------------------------------------------

struct block {
  enum class kind : uint8_t { heading, code, table, text } what = kind::text;
  std::string text;
  size_t level = 0;  // heading
};

std::string_view take_line(std::string_view& rest) {
  const size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r'))
    line.remove_suffix(1);
  return line;
}

size_t heading_level(std::string_view line) noexcept {
  const size_t level = std::min(line.find_first_not_of('#'), line.size());
  return level >= 1 && level <= 6 && (level == line.size() || line[level] == ' ' || line[level] == '\t') ? level : 0;
}

// The fence that a line opens or closes; "" if it is none.
std::string_view fence_of(std::string_view line) noexcept {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  for (const char mark : {'`', '~'}) {
    const size_t length = std::min(line.find_first_not_of(mark), line.size());
    if (length >= 3)
      return line.substr(0, length);
  }
  return {};
}

bool is_table_row(std::string_view line) noexcept {
  const std::string_view row = trimmed(line);
  return row.size() > 1 && row.front() == '|';
}

std::vector<block> read_blocks(std::string_view text) {
  std::vector<block> blocks;
  bool open = false;  // the last block goes on
  const auto add = [&](block::kind what, std::string_view line, size_t level = 0) {
    if (open && !blocks.empty() && blocks.back().what == what)
      (blocks.back().text += '\n') += line;
    else
      blocks.push_back({what, std::string{line}, level});
    open = true;
  };
  std::string_view fence;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (!fence.empty()) {
      add(block::kind::code, line);
      if (const std::string_view end = fence_of(line); end.size() >= fence.size() && end.front() == fence.front()
                                                       && trimmed(line).size() == end.size()) {
        fence = {};
        open = false;
      }
    } else if (const std::string_view begin = fence_of(line); !begin.empty()) {
      open = false;
      add(block::kind::code, line);
      fence = begin;
    } else if (const size_t level = heading_level(line); level > 0) {
      open = false;
      add(block::kind::heading, line, level);
      open = false;
    } else if (trimmed(line).empty()) {
      open = false;
    } else {
      add(is_table_row(line) ? block::kind::table : block::kind::text, line);
    }
  }
  return blocks;
}

// `[name]: address` lines, taken out of the text, and their uses written out.
std::string resolve_links(std::string_view text) {
  std::map<std::string, std::string, std::less<>> addresses;
  std::string rest;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    const std::string_view row = trimmed(line);
    const size_t end = row.find("]: ");
    if (row.starts_with('[') && end != std::string_view::npos && end > 1) {
      const std::string_view address = trimmed(row.substr(end + 3));
      addresses[std::string{row.substr(1, end - 1)}] = address.substr(0, address.find(' '));
    } else {
      (rest += line) += '\n';
    }
  }
  std::string made;
  for (size_t i = 0; i < rest.size();) {
    const size_t middle = rest.find("][", i);
    const size_t end = middle == std::string::npos ? middle : rest.find(']', middle + 2);
    if (end == std::string::npos) {
      made += rest.substr(i);
      break;
    }
    const size_t open = rest.rfind('[', middle);
    const std::string name = rest.substr(middle + 2, end - middle - 2);
    const std::string label = open == std::string::npos ? std::string{} : rest.substr(open + 1, middle - open - 1);
    const auto known = addresses.find(name.empty() ? label : name);
    made += rest.substr(i, middle + 1 - i);
    if (known == addresses.end()) {
      made += rest.substr(middle + 1, end - middle);
    } else {
      made += '(' + known->second + ')';
    }
    i = end + 1;
  }
  return made;
}

class markdown_chunks {
public:
  explicit markdown_chunks(const split_options& options) : options_(options) {}

  void add(const block& next) {
    switch (next.what) {
      case block::kind::heading: begin_section(next); return;
      case block::kind::table:
        if (!options_.join_table_rows)
          return add_rows(next.text);
        break;
      case block::kind::code:
        if (options_.code_blocks && characters_in(next.text) > room()) {
          flush();
          return emit(next.text);
        }
        break;
      case block::kind::text: break;
    }
    add_text(next.text);
  }

  std::vector<std::string> finish() {
    flush();
    if (!shown_)
      emit({});
    return std::move(chunks_);
  }

private:
  std::string head() const {
    std::string text;
    for (const block& each : headings_)
      (text += text.empty() ? "" : "\n") += each.text;
    return text;
  }

  size_t room() const {
    const size_t taken = headings_.empty() ? 0 : characters_in(head()) + 1;
    return taken < options_.chunk_size ? options_.chunk_size - taken : 1;
  }

  void begin_section(const block& heading) {
    flush();
    if (!shown_ && !headings_.empty() && !(options_.heading_hierarchy && headings_.back().level < heading.level))
      emit({});
    if (options_.heading_hierarchy)
      std::erase_if(headings_, [&](const block& each) { return each.level >= heading.level; });
    else
      headings_.clear();
    headings_.push_back(heading);
    shown_ = false;
  }

  void emit(std::string_view body) {
    std::string chunk = head();
    if (!body.empty())
      (chunk += chunk.empty() ? "" : "\n") += body;
    if (!chunk.empty())
      chunks_.push_back(std::move(chunk));
    shown_ = true;
  }

  void flush() {
    if (!body_.empty())
      emit(std::exchange(body_, {}));
  }

  void add_text(const std::string& text) {
    const size_t size = characters_in(text);
    if (!body_.empty() && characters_in(body_) + 2 + size > room())
      flush();
    if (size <= room()) {
      (body_ += body_.empty() ? "" : "\n\n") += text;
      return;
    }
    split_options inner = options_;
    inner.chunk_size = room();
    inner.chunk_overlap = std::min(inner.chunk_overlap, inner.chunk_size / 2);
    for (const std::string& part : split_recursively(text, inner))
      emit(part);
  }

  // A row alone means little: each comes with the head of its table.
  void add_rows(std::string_view table) {
    flush();
    std::string columns;
    const std::string_view first = take_line(table);
    const std::string_view rest = table;
    const std::string_view second = take_line(table);
    const bool has_head = second.find("---") != std::string_view::npos;
    if (has_head)
      columns = std::string{first} + '\n' + std::string{second} + '\n';
    else
      emit(first);
    table = has_head ? table : rest;
    if (table.empty() && has_head)
      emit(trimmed(columns));
    while (!table.empty())
      emit(columns + std::string{take_line(table)});
  }

  const split_options& options_;
  std::vector<block> headings_;
  std::string body_;
  std::vector<std::string> chunks_;
  bool shown_ = true;  // the headings stand in a chunk already
};

}  // namespace

std::vector<std::string> split_recursively(std::string_view text, const split_options& options) {
  std::vector<std::string> chunks;
  split(chunks, text, 0, options);
  return chunks;
}

std::vector<std::string> split_markdown(std::string_view text, const split_options& options) {
  const std::string resolved = options.reference_links ? resolve_links(text) : std::string{};
  markdown_chunks chunks{options};
  for (const block& each : read_blocks(options.reference_links ? std::string_view{resolved} : text))
    chunks.add(each);
  return chunks.finish();
}

}  // namespace troupe::runtime::modules
