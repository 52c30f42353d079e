// Differences made fit to read: neighbours joined, edits aligned with words and lines, short equalities swallowed.
#include "runtime/modules/text_diff_parts.hpp"

namespace troupe::runtime::modules {

namespace {

using view = std::u32string_view;
using what = diff_operation;

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

}  // namespace troupe::runtime::modules
