#include "runtime/modules/text_diff.hpp"

#include <algorithm>

namespace troupe::runtime::modules {

namespace {

using view = std::u32string_view;
using what = diff_operation;

constexpr char32_t stray_byte = 0xdc00;

size_t common_prefix(view a, view b) noexcept {
  const size_t most = std::min(a.size(), b.size());
  size_t n = 0;
  while (n < most && a[n] == b[n])
    ++n;
  return n;
}

size_t common_suffix(view a, view b) noexcept {
  const size_t most = std::min(a.size(), b.size());
  size_t n = 0;
  while (n < most && a[a.size() - 1 - n] == b[b.size() - 1 - n])
    ++n;
  return n;
}

void append(differences& to, diff_operation kind, view text) {
  if (!text.empty())
    to.push_back({kind, characters{text}});
}

// ---- the search ----------------------------------------------------------------------------------------------------------

void search(differences& to, view a, view b, diff_deadline deadline);

// Myers' search for the middle of a shortest path, from both ends at once. False if the deadline came first.
bool find_middle(view a, view b, diff_deadline deadline, size_t& at_a, size_t& at_b) {
  const auto n = static_cast<ptrdiff_t>(a.size());
  const auto m = static_cast<ptrdiff_t>(b.size());
  const ptrdiff_t most = (n + m + 1) / 2;
  const ptrdiff_t offset = most;
  const auto length = static_cast<size_t>(2 * most + 2);
  std::vector<ptrdiff_t> ahead(length, -1);
  std::vector<ptrdiff_t> behind(length, -1);
  ahead[static_cast<size_t>(offset + 1)] = 0;
  behind[static_cast<size_t>(offset + 1)] = 0;
  const ptrdiff_t delta = n - m;
  const bool front = delta % 2 != 0;  // an odd number of edits: the paths meet on the way forward
  ptrdiff_t ahead_start = 0, ahead_end = 0, behind_start = 0, behind_end = 0;
  const auto inside = [&](ptrdiff_t i) { return i >= 0 && i < static_cast<ptrdiff_t>(length); };
  for (ptrdiff_t d = 0; d < most; ++d) {
    if ((d & 15) == 0 && std::chrono::steady_clock::now() > deadline)
      return false;
    for (ptrdiff_t k = -d + ahead_start; k <= d - ahead_end; k += 2) {
      const auto i = static_cast<size_t>(offset + k);
      ptrdiff_t x = k == -d || (k != d && ahead[i - 1] < ahead[i + 1]) ? ahead[i + 1] : ahead[i - 1] + 1;
      ptrdiff_t y = x - k;
      while (x < n && y < m && a[static_cast<size_t>(x)] == b[static_cast<size_t>(y)])
        ++x, ++y;
      ahead[i] = x;
      if (x > n) {
        ahead_end += 2;
      } else if (y > m) {
        ahead_start += 2;
      } else if (front) {
        const ptrdiff_t j = offset + delta - k;
        if (inside(j) && behind[static_cast<size_t>(j)] != -1 && x >= n - behind[static_cast<size_t>(j)]) {
          at_a = static_cast<size_t>(x);
          at_b = static_cast<size_t>(y);
          return true;
        }
      }
    }
    for (ptrdiff_t k = -d + behind_start; k <= d - behind_end; k += 2) {
      const auto i = static_cast<size_t>(offset + k);
      ptrdiff_t x = k == -d || (k != d && behind[i - 1] < behind[i + 1]) ? behind[i + 1] : behind[i - 1] + 1;
      ptrdiff_t y = x - k;
      while (x < n && y < m && a[static_cast<size_t>(n - x - 1)] == b[static_cast<size_t>(m - y - 1)])
        ++x, ++y;
      behind[i] = x;
      if (x > n) {
        behind_end += 2;
      } else if (y > m) {
        behind_start += 2;
      } else if (!front) {
        const ptrdiff_t j = offset + delta - k;
        if (inside(j) && ahead[static_cast<size_t>(j)] != -1) {
          const ptrdiff_t x1 = ahead[static_cast<size_t>(j)];
          if (x1 >= n - x) {
            at_a = static_cast<size_t>(x1);
            at_b = static_cast<size_t>(offset + x1 - j);
            return true;
          }
        }
      }
    }
  }
  return false;
}

// Texts that share neither beginning nor end.
void search_between(differences& to, view a, view b, diff_deadline deadline) {
  if (a.empty())
    return append(to, what::insert, b);
  if (b.empty())
    return append(to, what::remove, a);
  const bool longer_a = a.size() > b.size();
  const view longer = longer_a ? a : b;
  const view shorter = longer_a ? b : a;
  if (const size_t at = longer.find(shorter); at != view::npos) {
    const what kind = longer_a ? what::remove : what::insert;
    append(to, kind, longer.substr(0, at));
    append(to, what::equal, shorter);
    append(to, kind, longer.substr(at + shorter.size()));
    return;
  }
  size_t at_a = 0;
  size_t at_b = 0;
  if (shorter.size() == 1 || !find_middle(a, b, deadline, at_a, at_b)) {
    append(to, what::remove, a);
    append(to, what::insert, b);
    return;
  }
  search(to, a.substr(0, at_a), b.substr(0, at_b), deadline);
  search(to, a.substr(at_a), b.substr(at_b), deadline);
}

// Each level of nesting at least halves the number of edits, so the depth is small.
void search(differences& to, view a, view b, diff_deadline deadline) {
  const size_t prefix = common_prefix(a, b);
  append(to, what::equal, a.substr(0, prefix));
  a.remove_prefix(prefix);
  b.remove_prefix(prefix);
  const size_t suffix = common_suffix(a, b);
  const view end = a.substr(a.size() - suffix);
  a.remove_suffix(suffix);
  b.remove_suffix(suffix);
  search_between(to, a, b, deadline);
  append(to, what::equal, end);
}

// ---- clean-up ------------------------------------------------------------------------------------------------------------

// Adds what was removed and inserted since the last equality, with what both share moved into the equalities around.
void put_edit(differences& to, characters& removed, characters& inserted, characters& moved_behind) {
  if (!removed.empty() && !inserted.empty()) {
    if (const size_t n = common_prefix(removed, inserted); n > 0) {
      if (!to.empty() && to.back().what == what::equal)
        to.back().text += removed.substr(0, n);
      else
        to.push_back({what::equal, removed.substr(0, n)});
      removed.erase(0, n);
      inserted.erase(0, n);
    }
    if (const size_t n = common_suffix(removed, inserted); n > 0) {
      moved_behind = removed.substr(removed.size() - n);
      removed.resize(removed.size() - n);
      inserted.resize(inserted.size() - n);
    }
  }
  append(to, what::remove, removed);
  append(to, what::insert, inserted);
  removed.clear();
  inserted.clear();
}

void join(differences& list) {
  differences joined;
  characters removed;
  characters inserted;
  for (difference& each : list) {
    if (each.what == what::remove) {
      removed += each.text;
    } else if (each.what == what::insert) {
      inserted += each.text;
    } else if (!each.text.empty()) {
      characters moved;
      put_edit(joined, removed, inserted, moved);
      moved += each.text;
      if (!joined.empty() && joined.back().what == what::equal)
        joined.back().text += moved;
      else
        joined.push_back({what::equal, std::move(moved)});
    }
  }
  characters moved;
  put_edit(joined, removed, inserted, moved);
  append(joined, what::equal, moved);
  list = std::move(joined);
}

bool ends_with(view text, view end) noexcept { return text.size() >= end.size() && text.substr(text.size() - end.size()) == end; }
bool starts_with(view text, view begin) noexcept { return text.substr(0, begin.size()) == begin; }

// An edit between two equalities that begins or ends with one of them can move over it, and the equality goes: A<ins>BA</ins>C becomes
// <ins>AB</ins>AC.
bool shift_over_equalities(differences& list) {
  bool changed = false;
  for (size_t i = 1; i + 1 < list.size(); ++i) {
    difference& before = list[i - 1];
    difference& edit = list[i];
    difference& after = list[i + 1];
    if (before.what != what::equal || edit.what == what::equal || after.what != what::equal || before.text.empty())
      continue;
    if (ends_with(edit.text, before.text)) {
      edit.text = before.text + edit.text.substr(0, edit.text.size() - before.text.size());
      after.text = before.text + after.text;
      list.erase(list.begin() + static_cast<ptrdiff_t>(i) - 1);
      changed = true;
    } else if (starts_with(edit.text, after.text)) {
      before.text += after.text;
      edit.text = edit.text.substr(after.text.size()) + after.text;
      list.erase(list.begin() + static_cast<ptrdiff_t>(i) + 1);
      changed = true;
    }
  }
  return changed;
}

// How good a place between two characters is for the border of an edit.
int border_score(view before, view after) noexcept {
  if (before.empty() || after.empty())
    return 6;
  const auto blank = [](char32_t c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  const auto letter = [](char32_t c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
  };
  const char32_t left = before.back();
  const char32_t right = after.front();
  const bool line = left == '\n' || right == '\n';
  const bool empty_line = (left == '\n' && before.size() > 1 && before[before.size() - 2] == '\n')
                          || (right == '\n' && after.size() > 1 && after[1] == '\n');
  if (empty_line)
    return 5;
  if (line)
    return 4;
  if (!letter(left) && !blank(left) && blank(right))
    return 3;
  if (blank(left) || blank(right))
    return 2;
  return !letter(left) || !letter(right) ? 1 : 0;
}

// Moves edits sideways to where words and lines begin.
void align_edits(differences& list) {
  for (size_t i = 1; i + 1 < list.size(); ++i) {
    if (list[i - 1].what != what::equal || list[i].what == what::equal || list[i + 1].what != what::equal)
      continue;
    characters before = list[i - 1].text;
    characters edit = list[i].text;
    characters after = list[i + 1].text;
    if (const size_t n = common_suffix(before, edit); n > 0) {
      const characters moved = edit.substr(edit.size() - n);
      before.resize(before.size() - n);
      edit = moved + edit.substr(0, edit.size() - n);
      after = moved + after;
    }
    characters best_before = before, best_edit = edit, best_after = after;
    int best = border_score(before, edit) + border_score(edit, after);
    while (!edit.empty() && !after.empty() && edit.front() == after.front()) {
      before += edit.front();
      edit.erase(0, 1);
      edit += after.front();
      after.erase(0, 1);
      if (const int score = border_score(before, edit) + border_score(edit, after); score >= best) {
        best = score;
        best_before = before;
        best_edit = edit;
        best_after = after;
      }
    }
    list[i - 1].text = std::move(best_before);
    list[i].text = std::move(best_edit);
    list[i + 1].text = std::move(best_after);
  }
  std::erase_if(list, [](const difference& each) { return each.text.empty(); });
}

// The sizes of the edits from `first` on up to the next equality.
struct edit_size {
  size_t removed = 0;
  size_t inserted = 0;
  size_t larger() const noexcept { return std::max(removed, inserted); }
};

edit_size size_from(const differences& list, size_t first, ptrdiff_t step) noexcept {
  edit_size size;
  for (auto i = static_cast<ptrdiff_t>(first); i >= 0 && i < static_cast<ptrdiff_t>(list.size()); i += step) {
    const difference& each = list[static_cast<size_t>(i)];
    if (each.what == what::equal)
      break;
    (each.what == what::remove ? size.removed : size.inserted) += each.text.size();
  }
  return size;
}

}  // namespace

characters to_characters(std::string_view text) {
  characters made;
  made.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const auto byte = [&](size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned char lead = byte(i);
    const size_t length = lead < 0x80                     ? 1
                          : lead >= 0xc2 && lead < 0xe0 ? 2
                          : lead >= 0xe0 && lead < 0xf0 ? 3
                          : lead >= 0xf0 && lead < 0xf5 ? 4
                                                        : 0;
    bool whole = length != 0 && i + length <= text.size();
    char32_t code = length <= 1 ? lead : lead & (0x7fU >> length);
    for (size_t n = 1; whole && n < length; ++n) {
      whole = (byte(i + n) & 0xc0U) == 0x80;
      code = code << 6U | (byte(i + n) & 0x3fU);
    }
    constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    whole = whole && code >= least[length] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    made += whole ? code : stray_byte + lead;
    i += whole ? length : 1;
  }
  return made;
}

std::string to_text(std::u32string_view text) {
  std::string made;
  made.reserve(text.size());
  const auto put = [&](char32_t byte) { made += static_cast<char>(byte); };
  for (const char32_t c : text) {
    if (c < 0x80) {
      put(c);
    } else if (c >= stray_byte && c <= stray_byte + 0xff) {
      put(c - stray_byte);
    } else if (c < 0x800) {
      put(0xc0 | c >> 6U), put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
      put(0xe0 | c >> 12U), put(0x80 | (c >> 6U & 0x3f)), put(0x80 | (c & 0x3f));
    } else {
      put(0xf0 | c >> 18U), put(0x80 | (c >> 12U & 0x3f)), put(0x80 | (c >> 6U & 0x3f)), put(0x80 | (c & 0x3f));
    }
  }
  return made;
}

differences diff_texts(std::u32string_view from, std::u32string_view to, diff_deadline deadline) {
  differences list;
  search(list, from, to, deadline);
  merge_neighbours(list);
  return list;
}

void merge_neighbours(differences& list) {
  do
    join(list);
  while (shift_over_equalities(list));
}

void clean_for_readers(differences& list) {
  // An equality no longer than the edits on each side of it is swallowed by them.
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = 1; i + 1 < list.size(); ++i) {
      if (list[i].what != what::equal)
        continue;
      const size_t length = list[i].text.size();
      if (length > size_from(list, i - 1, -1).larger() || length > size_from(list, i + 1, 1).larger())
        continue;
      const characters text = list[i].text;
      list[i].what = what::remove;
      list.insert(list.begin() + static_cast<ptrdiff_t>(i) + 1, {what::insert, text});
      changed = true;
    }
    if (changed) {
      // Without the common borders being taken out again: they are what was swallowed.
      differences joined;
      characters removed;
      characters inserted;
      const auto flush = [&] {
        append(joined, what::remove, removed);
        append(joined, what::insert, inserted);
        removed.clear();
        inserted.clear();
      };
      for (const difference& each : list) {
        if (each.what == what::equal) {
          flush();
          joined.push_back(each);
        } else {
          (each.what == what::remove ? removed : inserted) += each.text;
        }
      }
      flush();
      list = std::move(joined);
    }
  }
  merge_neighbours(list);
  align_edits(list);
  merge_neighbours(list);
}

characters text_before(const differences& list) {
  characters text;
  for (const difference& each : list)
    if (each.what != what::insert)
      text += each.text;
  return text;
}

characters text_after(const differences& list) {
  characters text;
  for (const difference& each : list)
    if (each.what != what::remove)
      text += each.text;
  return text;
}

size_t follow_position(const differences& list, size_t position) {
  size_t before = 0;
  size_t after = 0;
  for (const difference& each : list) {
    const size_t length = each.text.size();
    if (each.what != what::insert && before + length > position)
      return each.what == what::remove ? after : after + (position - before);
    before += each.what == what::insert ? 0 : length;
    after += each.what == what::remove ? 0 : length;
  }
  return after + (position - before);
}

size_t edit_distance(const differences& list) {
  size_t sum = 0;
  edit_size since;
  for (const difference& each : list) {
    if (each.what == what::equal) {
      sum += since.larger();
      since = {};
    } else {
      (each.what == what::remove ? since.removed : since.inserted) += each.text.size();
    }
  }
  return sum + since.larger();
}

}  // namespace troupe::runtime::modules
