// A file descriptor that is closed with its owner.
//
// Thread: as an int.
#pragma once

#include <unistd.h>

#include <utility>

namespace troupe {

class descriptor {
public:
  descriptor() noexcept = default;
  // -1 is none.
  explicit descriptor(int number) noexcept : number_(number) {}
  descriptor(descriptor&& other) noexcept : number_(other.release()) {}
  descriptor& operator=(descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~descriptor() { close(); }

  int get() const noexcept { return number_; }
  explicit operator bool() const noexcept { return number_ >= 0; }
  // The caller's from now on.
  int release() noexcept { return std::exchange(number_, -1); }
  // What ::close answers; 0 if there is nothing to close.
  int close() noexcept { return number_ < 0 ? 0 : ::close(release()); }

private:
  int number_ = -1;
};

}  // namespace troupe
