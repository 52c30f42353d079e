// What a kind handler publishes, and the copy that a transaction works on.
//
// begin, changes to `working`, then commit or discard. After a commit the copy stays until the end of the transaction: another handler may
// refuse to commit, then the inverses of all operations are offered, and discard brings back what was there before begin.
// Thread: the registry's.
#pragma once

#include <optional>
#include <utility>

namespace troupe::hosts {

template <class T>
class transacted {
public:
  void begin() {
    working_ = current_;
    before_.reset();
  }
  void commit() { before_ = std::exchange(current_, working_); }
  void discard() {
    if (before_)
      current_ = std::move(*before_);
    before_.reset();
    working_ = T{};
  }

  T& working() noexcept { return working_; }
  const T& working() const noexcept { return working_; }
  const T& current() const noexcept { return current_; }
  bool committed() const noexcept { return before_.has_value(); }

private:
  T current_;
  T working_;
  std::optional<T> before_;  // after commit
};

}  // namespace troupe::hosts
