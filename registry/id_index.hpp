// Finds an entry among many by its id, in the same few steps however many there are.
//
// Buckets by hash; two versions share every bucket in which they agree, so that a changed entry costs one of them and the list of buckets.
// Invariants: a bucket holds some hundred entries at most, on average.
// Thread:     immutable once made.
#pragma once

#include "registry/entry.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

namespace troupe::registry {

class id_index {
public:
  // Null if there is no such entry; valid as long as this index.
  const entry_ptr* find(std::string_view ns, std::string_view name) const noexcept;

  // A new version: null takes an entry out. `size` is the number of entries afterwards.
  id_index with(const std::map<entry_id, entry_ptr>& changes, size_t size) const;

private:
  struct bucket {
    std::vector<uint32_t> hashes;  // the halves that did not choose the bucket; apart, so that they are read in one go
    std::vector<entry_ptr> entries;
  };
  using bucket_ptr = std::shared_ptr<const bucket>;

  static uint64_t hash_of(std::string_view ns, std::string_view name) noexcept;
  size_t place_of(uint64_t hash) const noexcept { return hash & (buckets_.size() - 1); }
  void spread(size_t buckets);

  std::vector<bucket_ptr> buckets_;  // none, or a power of two; an empty one may be null
};

}  // namespace troupe::registry
