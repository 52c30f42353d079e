#include "runtime/modules/text_patch.hpp"

#include "config/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace troupe::runtime::modules {

namespace {

using view = std::u32string_view;
using what = diff_operation;

// A context is made longer until it is unique, but not beyond this.
constexpr size_t unique_context_max = 32;
// Approximate matching takes time in proportion to context times window.
constexpr size_t matched_characters_max = 4096;

// ---- making --------------------------------------------------------------------------------------------------------------

bool occurs_twice(view text, view pattern) {
  const size_t first = text.find(pattern);
  return first != view::npos && text.find(pattern, first + 1) != view::npos;
}

void add_context(text_patch& patch, view text, size_t margin) {
  const size_t start = patch.start_after;
  size_t length = 0;
  for (const difference& each : patch.list)
    if (each.what != what::insert)
      length += each.text.size();
  const auto around = [&](size_t padding) {
    const size_t from = start - std::min(start, padding);
    return text.substr(from, std::min(text.size(), start + length + padding) - from);
  };
  size_t padding = 0;
  while (around(padding).size() + 2 * margin < unique_context_max && padding < text.size() && margin > 0
         && occurs_twice(text, around(padding)))
    padding += margin;
  padding += margin;
  const size_t before = std::min(start, padding);
  const view prefix = text.substr(start - before, before);
  const view suffix = text.substr(start + length, padding);
  if (!prefix.empty())
    patch.list.insert(patch.list.begin(), {what::equal, characters{prefix}});
  if (!suffix.empty())
    patch.list.push_back({what::equal, characters{suffix}});
  patch.start_before -= before;
  patch.start_after -= before;
}

// ---- text ----------------------------------------------------------------------------------------------------------------

bool stands_for_itself(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
         || std::string_view{"-_.!~*'();/?:@&=+$,# "}.find(c) != std::string_view::npos;
}

void append_encoded(std::string& to, std::string_view text) {
  for (const char c : text)
    if (stands_for_itself(c))
      to += c;
    else
      to += fmt::format("%{:02X}", static_cast<unsigned char>(c));
}

std::optional<std::string> decoded(std::string_view text) {
  std::string made;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      made += text[i];
      continue;
    }
    unsigned byte = 0;
    const char* digits = text.data() + i + 1;
    if (i + 2 >= text.size() || std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2)
      return std::nullopt;
    made += static_cast<char>(byte);
    i += 2;
  }
  return made;
}

std::string coordinates(size_t start, size_t length) {
  if (length == 0)
    return fmt::format("{},0", start);
  return length == 1 ? fmt::format("{}", start + 1) : fmt::format("{},{}", start + 1, length);
}

// Reads `12,3` or `12` off the front: the start, counted from 0.
std::optional<size_t> take_start(std::string_view& rest) {
  size_t start = 0;
  size_t length = 1;
  auto read = std::from_chars(rest.data(), rest.data() + rest.size(), start);
  if (read.ec != std::errc{})
    return std::nullopt;
  rest.remove_prefix(static_cast<size_t>(read.ptr - rest.data()));
  if (!rest.empty() && rest.front() == ',') {
    rest.remove_prefix(1);
    read = std::from_chars(rest.data(), rest.data() + rest.size(), length);
    if (read.ec != std::errc{})
      return std::nullopt;
    rest.remove_prefix(static_cast<size_t>(read.ptr - rest.data()));
  }
  return length == 0 || start == 0 ? start : start - 1;
}

bool take(std::string_view& rest, std::string_view what_comes) {
  if (!rest.starts_with(what_comes))
    return false;
  rest.remove_prefix(what_comes.size());
  return true;
}

std::optional<text_patch> parse_head(std::string_view line) {
  text_patch made;
  const auto before = take(line, "@@ -") ? take_start(line) : std::nullopt;
  const auto after = before && take(line, " +") ? take_start(line) : std::nullopt;
  if (!after || line != " @@")
    return std::nullopt;
  made.start_before = *before;
  made.start_after = *after;
  return made;
}

// ---- finding a place -----------------------------------------------------------------------------------------------------

struct place {
  size_t start = 0;
  size_t length = 0;
};

size_t apart(size_t a, size_t b) noexcept { return a > b ? a - b : b - a; }

double score(size_t errors, size_t pattern_size, size_t distance, const diff_options& options) {
  const double share = pattern_size == 0 ? 0 : static_cast<double>(errors) / static_cast<double>(pattern_size);
  if (options.match_distance <= 0)
    return distance == 0 ? share : 1;
  return share + static_cast<double>(distance) / static_cast<double>(options.match_distance);
}

std::optional<place> find_exact(view text, view pattern, size_t expected) {
  if (text.substr(std::min(expected, text.size()), pattern.size()) == pattern)
    return place{expected, pattern.size()};
  const size_t after = text.find(pattern, std::min(expected, text.size()));
  const size_t before = text.rfind(pattern, expected);
  if (after == view::npos && before == view::npos)
    return std::nullopt;
  const bool later = before == view::npos || (after != view::npos && apart(after, expected) < apart(before, expected));
  return place{later ? after : before, pattern.size()};
}

// Sellers' algorithm in the window where the score can be good enough: for each end of a match the fewest errors, and where it begins.
std::optional<place> find_similar(view text, view pattern, size_t expected, const diff_options& options) {
  const auto reach = static_cast<size_t>(std::max<double>(0, options.match_threshold * static_cast<double>(options.match_distance)));
  const size_t margin = std::min(reach, matched_characters_max) + pattern.size();
  const size_t from = std::min(expected, text.size()) - std::min({expected, text.size(), margin});
  const view window = text.substr(from, std::min(text.size() - from, expected - from + margin + pattern.size()));
  struct cell {
    size_t errors;
    size_t start;
  };
  std::vector<cell> column(pattern.size() + 1);
  for (size_t i = 0; i <= pattern.size(); ++i)
    column[i] = {i, 0};
  std::optional<place> best;
  double best_score = options.match_threshold;
  for (size_t end = 1; end <= window.size(); ++end) {
    cell diagonal = column[0];
    column[0] = {0, end};
    for (size_t i = 1; i <= pattern.size(); ++i) {
      const cell above = column[i - 1];
      const cell left = column[i];
      cell now{diagonal.errors + (pattern[i - 1] == window[end - 1] ? 0U : 1U), diagonal.start};
      if (left.errors + 1 < now.errors)
        now = {left.errors + 1, left.start};
      if (above.errors + 1 < now.errors)
        now = {above.errors + 1, above.start};
      diagonal = left;
      column[i] = now;
    }
    const cell match = column.back();
    const double rated = score(match.errors, pattern.size(), apart(from + match.start, expected), options);
    if (rated < best_score || (rated == best_score && !best)) {
      best_score = rated;
      best = place{from + match.start, end - match.start};
    }
  }
  return best;
}

std::optional<place> find_place(view text, view pattern, size_t expected, const diff_options& options) {
  if (const auto exact = find_exact(text, pattern, expected);
      exact && score(0, pattern.size(), apart(exact->start, expected), options) <= options.match_threshold)
    return exact;
  if (pattern.empty() || pattern.size() > matched_characters_max)
    return std::nullopt;
  return find_similar(text, pattern, expected, options);
}

// Carries the edits over to a context that has changed.
void apply_to_changed(const text_patch& patch, characters& text, size_t start, const differences& drift) {
  size_t position = 0;  // in the patch's own context
  for (const difference& each : patch.list) {
    const size_t at = std::min(text.size(), start + follow_position(drift, position));
    if (each.what == what::insert) {
      text.insert(at, each.text);
      position += each.text.size();
    } else if (each.what == what::remove) {
      const size_t end = std::min(text.size(), start + follow_position(drift, position + each.text.size()));
      text.erase(at, end > at ? end - at : 0);
    } else {
      position += each.text.size();
    }
  }
}

}  // namespace

diff_deadline deadline_of(const diff_options& options) {
  const double most = std::chrono::duration<double>(limits::text_diff_max).count();
  const double seconds = options.timeout_seconds > 0 ? std::min(options.timeout_seconds, most) : most;
  return std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>{seconds});
}

std::vector<text_patch> make_patches(const characters& from, const characters& to, const diff_options& options) {
  differences list = diff_texts(from, to, deadline_of(options));
  if (list.size() > 2)
    clean_for_readers(list);
  const auto margin = static_cast<size_t>(std::max<int64_t>(0, options.margin));
  std::vector<text_patch> patches;
  text_patch patch;
  size_t before = 0;
  size_t after = 0;
  characters text = from;      // as it is once the earlier patches are applied
  characters patched = from;
  const auto finish = [&] {
    add_context(patch, text, margin);
    patches.push_back(std::exchange(patch, {}));
    text = patched;
    before = after;
  };
  for (size_t i = 0; i < list.size(); ++i) {
    const difference& each = list[i];
    const size_t length = each.text.size();
    if (patch.list.empty() && each.what != what::equal) {
      patch.start_before = before;
      patch.start_after = after;
    }
    if (each.what == what::insert) {
      patch.list.push_back(each);
      patched.insert(after, each.text);
    } else if (each.what == what::remove) {
      patch.list.push_back(each);
      patched.erase(after, length);
    } else if (!patch.list.empty()) {
      if (length < 2 * margin && i + 1 < list.size())
        patch.list.push_back(each);
      else
        finish();
    }
    before += each.what == what::insert ? 0 : length;
    after += each.what == what::remove ? 0 : length;
  }
  if (!patch.list.empty())
    finish();
  return patches;
}

std::string to_patch_text(const text_patch& patch) {
  std::string text = fmt::format("@@ -{} +{} @@\n", coordinates(patch.start_before, text_before(patch.list).size()),
                                 coordinates(patch.start_after, text_after(patch.list).size()));
  for (const difference& each : patch.list) {
    text += each.what == what::equal ? ' ' : each.what == what::remove ? '-' : '+';
    append_encoded(text, to_text(each.text));
    text += '\n';
  }
  return text;
}

std::optional<std::vector<text_patch>> parse_patches(std::string_view text) {
  std::vector<text_patch> patches;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.empty())
      continue;
    if (line.front() == '@') {
      auto head = parse_head(line);
      if (!head)
        return std::nullopt;
      patches.push_back(std::move(*head));
      continue;
    }
    const auto content = decoded(line.substr(1));
    if (patches.empty() || !content || std::string_view{" +-"}.find(line.front()) == std::string_view::npos)
      return std::nullopt;
    const what kind = line.front() == ' ' ? what::equal : line.front() == '-' ? what::remove : what::insert;
    patches.back().list.push_back({kind, to_characters(*content)});
  }
  return patches;
}

bool apply_patches(const std::vector<text_patch>& patches, characters& text, const diff_options& options) {
  bool all = true;
  ptrdiff_t shift = 0;  // how far the places before lay from where they were expected
  for (const text_patch& patch : patches) {
    const characters context = text_before(patch.list);
    const characters wanted = text_after(patch.list);
    const ptrdiff_t moved = static_cast<ptrdiff_t>(patch.start_after) + shift;
    const auto expected = static_cast<size_t>(std::max<ptrdiff_t>(0, moved));
    const auto found = find_place(text, context, expected, options);
    if (!found) {
      all = false;
      shift -= static_cast<ptrdiff_t>(wanted.size()) - static_cast<ptrdiff_t>(context.size());
      continue;
    }
    const characters there = text.substr(found->start, found->length);
    if (there == context) {
      text.replace(found->start, found->length, wanted);
    } else {
      const differences drift = diff_texts(context, there, deadline_of(options));
      if (context.size() > unique_context_max
          && static_cast<double>(edit_distance(drift)) > options.delete_threshold * static_cast<double>(context.size())) {
        all = false;
        continue;
      }
      apply_to_changed(patch, text, found->start, drift);
    }
    shift = static_cast<ptrdiff_t>(found->start) - static_cast<ptrdiff_t>(patch.start_after);
  }
  return all;
}

}  // namespace troupe::runtime::modules
