#include "runtime/modules/text_diff_parts.hpp"

namespace troupe::runtime::modules {

namespace {

using view = std::u32string_view;
using what = diff_operation;

constexpr char32_t stray_byte = 0xdc00;

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
