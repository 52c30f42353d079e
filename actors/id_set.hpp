// Who watches whom: a few processes in the order they came, or very many without order.
//
// Thread: guarded by its owner.
#pragma once

#include "config/types.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

namespace troupe::actors {

class id_set {
public:
  bool contains(process_id who) const {
    return index_ ? index_->contains(who.number) : std::find(items_.begin(), items_.end(), who) != items_.end();
  }

  // False if it was in already.
  bool add(process_id who) {
    if (contains(who))
      return false;
    items_.push_back(who);
    if (index_) {
      (*index_)[who.number] = items_.size() - 1;
    } else if (items_.size() > ordered_max) {
      index_ = std::make_unique<index>();
      for (size_t i = 0; i < items_.size(); ++i)
        (*index_)[items_[i].number] = i;
    }
    return true;
  }

  void remove(process_id who) {
    if (!index_) {
      std::erase(items_, who);
      return;
    }
    const auto found = index_->find(who.number);
    if (found == index_->end())
      return;
    const size_t place = found->second;
    index_->erase(found);
    if (place + 1 != items_.size()) {
      items_[place] = items_.back();
      (*index_)[items_[place].number] = place;
    }
    items_.pop_back();
  }

  // Takes all of them out.
  std::vector<process_id> take() {
    index_.reset();
    return std::exchange(items_, {});
  }

  size_t size() const noexcept { return items_.size(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }

private:
  using index = std::unordered_map<uint64_t, size_t>;
  static constexpr size_t ordered_max = 32;

  std::vector<process_id> items_;
  std::unique_ptr<index> index_;  // place of each, once there were many
};

}  // namespace troupe::actors
