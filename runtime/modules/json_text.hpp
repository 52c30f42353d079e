// JSON text as a flat list of items, the half of decoding that may throw; pushing the items is the half that may raise.
//
// Thread: a tape belongs to one machine and is used by one decoding at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::runtime::modules {

class json_tape {
public:
  enum class kind : uint8_t { null, no, yes, number, text, array, object };

  struct item {
    kind what = kind::null;
    uint32_t count =
      0;  // array: elements that follow; object: pairs of a text and a value that follow
    union {
      double number;
      struct {
        size_t at;
        size_t size;
      } text;
    };
    item() : text{0, 0} {}
  };

  // Reads the first value of the text; what comes after it is ignored. On failure `problem` says why.
  bool read(std::string_view json) noexcept;

  const std::vector<item>& items() const noexcept { return items_; }
  std::string_view text_of(const item& text) const noexcept {
    return std::string_view{bytes_}.substr(text.text.at, text.text.size);
  }
  const std::string& problem() const noexcept { return problem_; }

  // Gives back the memory of an unusually large text.
  void trim() noexcept;

private:
  friend struct json_events;
  std::vector<item> items_;
  std::string bytes_;
  std::string problem_;
};

}  // namespace troupe::runtime::modules
