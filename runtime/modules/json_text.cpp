#include "runtime/modules/json_text.hpp"

#include "config/limits.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <exception>
#include <optional>

namespace troupe::runtime::modules {

// What the parser reports, in the names that it calls. Each answers whether to go on.
struct json_events {
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  explicit json_events(json_tape& tape) : to_(tape) {}

  bool null() { return add(json_tape::kind::null); }
  bool boolean(bool flag) { return add(flag ? json_tape::kind::yes : json_tape::kind::no); }
  bool number_integer(number_integer_t n) { return number(static_cast<double>(n)); }
  bool number_unsigned(number_unsigned_t n) { return number(static_cast<double>(n)); }
  bool number_float(number_float_t n, const string_t&) { return number(n); }
  bool string(string_t& text) {
    add(json_tape::kind::text);
    set_text(text);
    return true;
  }
  bool binary(binary_t&) { return false; }

  bool start_object(size_t) { return open(json_tape::kind::object); }
  bool start_array(size_t) { return open(json_tape::kind::array); }

  // Counted with the value that follows.
  bool key(string_t& text) {
    keys_.push_back(to_.items_.size());
    to_.items_.emplace_back().what = json_tape::kind::text;
    set_text(text);
    return true;
  }

  bool end_object() {
    const size_t first_key = opened_.back().first_key;
    opened_.pop_back();
    const auto begin = keys_.begin() + static_cast<ptrdiff_t>(first_key);
    if (const auto twice = repeated(begin, keys_.end())) {
      to_.problem_ = "duplicate object key \"" + std::string{*twice} + "\"";
      return false;
    }
    keys_.erase(begin, keys_.end());
    return true;
  }

  bool end_array() {
    opened_.pop_back();
    return true;
  }

  bool parse_error(size_t, const std::string&, const nlohmann::json::exception& problem) {
    to_.problem_ = problem.what();
    // "[json.exception.parse_error.101] parse error at ..."
    if (const size_t end = to_.problem_.find("] "); end != std::string::npos)
      to_.problem_.erase(0, end + 2);
    return false;
  }

private:
  struct container {
    size_t item = 0;
    size_t first_key = 0;
  };
  using key_iterator = std::vector<size_t>::iterator;

  bool add(json_tape::kind what) {
    if (!opened_.empty())
      ++to_.items_[opened_.back().item].count;
    to_.items_.emplace_back().what = what;
    return true;
  }

  bool number(double n) {
    add(json_tape::kind::number);
    to_.items_.back().number = n;
    return true;
  }

  void set_text(const std::string& text) {
    to_.items_.back().text = {to_.bytes_.size(), text.size()};
    to_.bytes_ += text;
  }

  bool open(json_tape::kind what) {
    add(what);
    opened_.push_back({to_.items_.size() - 1, keys_.size()});
    if (opened_.size() <= limits::value_depth_max)
      return true;
    to_.problem_ = "exceeded maximum nesting depth for JSON decoding";
    return false;
  }

  std::string_view key_text(size_t item) const { return to_.text_of(to_.items_[item]); }

  // May reorder the keys.
  std::optional<std::string_view> repeated(key_iterator begin, key_iterator end) const {
    constexpr ptrdiff_t few = 8;
    const auto same = [&](size_t a, size_t b) { return key_text(a) == key_text(b); };
    if (end - begin <= few) {
      for (auto each = begin; each != end; ++each)
        for (auto other = begin; other != each; ++other)
          if (same(*each, *other))
            return key_text(*each);
      return std::nullopt;
    }
    std::sort(begin, end, [&](size_t a, size_t b) { return key_text(a) < key_text(b); });
    const auto twice = std::adjacent_find(begin, end, same);
    return twice == end ? std::nullopt : std::optional{key_text(*twice)};
  }

  json_tape& to_;
  std::vector<container> opened_;
  std::vector<size_t> keys_;  // of the objects that are open
};

bool json_tape::read(std::string_view json) noexcept {
  try {
    items_.clear();
    bytes_.clear();
    problem_.clear();
    json_events events{*this};
    return nlohmann::json::sax_parse(json.begin(), json.end(), &events,
                                     nlohmann::json::input_format_t::json, false);
  } catch (const std::exception& failure) {
    problem_.assign(failure.what(),
                    std::min<size_t>(std::char_traits<char>::length(failure.what()), 15));
    return false;
  }
}

void json_tape::trim() noexcept {
  constexpr size_t kept_items = 4096;
  constexpr size_t kept_bytes = 65'536;
  if (items_.capacity() > kept_items)
    std::vector<item>{}.swap(items_);
  if (bytes_.capacity() > kept_bytes)
    std::string{}.swap(bytes_);
}

}  // namespace troupe::runtime::modules
