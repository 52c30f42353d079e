// The topics that a process received last, for the report of its crash: a ring of short copies, so that noting one costs a copy of a few
// bytes and no memory.
//
// Thread: the process's.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::actors {

class recent_topics {
public:
  static constexpr size_t kept_max = 8;
  static constexpr size_t bytes_max = 30;  // of one topic; longer ones are cut

  void note(std::string_view topic) noexcept {
    slot& here = slots_[noted_++ % kept_max];
    here.cut = topic.size() > bytes_max;
    here.bytes = static_cast<uint8_t>(std::min(topic.size(), bytes_max));
    topic.copy(here.text, here.bytes);
  }

  // Oldest first.
  std::vector<std::string> all() const {
    std::vector<std::string> list;
    for (uint64_t n = noted_ > kept_max ? noted_ - kept_max : 0; n < noted_; ++n) {
      const slot& each = slots_[n % kept_max];
      std::string_view text{each.text, each.bytes};
      if (each.cut) {  // not in the middle of a character
        while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U)
          text.remove_suffix(1);
        if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0U)
          text.remove_suffix(1);
      }
      list.push_back(std::string{text} + (each.cut ? "..." : ""));
    }
    return list;
  }

private:
  struct slot {
    char text[bytes_max];
    uint8_t bytes;
    bool cut;
  };
  std::array<slot, kept_max> slots_;
  uint64_t noted_ = 0;
};

}  // namespace troupe::actors
