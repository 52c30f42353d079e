#include "registry/id_index.hpp"

#include <algorithm>
#include <bit>
#include <functional>

namespace troupe::registry {

namespace {

// Of a hundred thousand entries a changed one copies some hundred pointers and one bucket, in 15 us; smaller buckets, and so more of them,
// cost 60 and are found no faster.
constexpr size_t bucket_entries_wanted = 256;
constexpr size_t bucket_entries_max = 4 * bucket_entries_wanted;

uint32_t half_of(uint64_t hash) noexcept {
  return static_cast<uint32_t>(hash >> 32);
}

}  // namespace

uint64_t id_index::hash_of(std::string_view ns, std::string_view name) noexcept {
  const std::hash<std::string_view> hash;
  return hash(ns) * 1099511628211ULL ^ hash(name);
}

const entry_ptr* id_index::find(std::string_view ns, std::string_view name) const noexcept {
  if (buckets_.empty())
    return nullptr;
  const uint64_t hash = hash_of(ns, name);
  const bucket* here = buckets_[place_of(hash)].get();
  if (here == nullptr)
    return nullptr;
  const uint32_t half = half_of(hash);
  for (size_t i = 0; i < here->hashes.size(); ++i)
    if (here->hashes[i] == half) {
      const entry_id& id = here->entries[i]->id;
      if (id.name == name && id.ns == ns)
        return &here->entries[i];
    }
  return nullptr;
}

// The same entries in so many buckets.
void id_index::spread(size_t buckets) {
  std::vector<std::shared_ptr<bucket>> made(buckets);
  for (const bucket_ptr& from : buckets_) {
    if (from == nullptr)
      continue;
    for (const entry_ptr& each : from->entries) {
      const uint64_t hash = hash_of(each->id.ns, each->id.name);
      std::shared_ptr<bucket>& to = made[hash & (buckets - 1)];
      if (to == nullptr)
        to = std::make_shared<bucket>();
      to->hashes.push_back(half_of(hash));
      to->entries.push_back(each);
    }
  }
  buckets_.assign(std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
}

id_index id_index::with(const std::map<entry_id, entry_ptr>& changes, size_t size) const {
  id_index out = *this;
  if (out.buckets_.empty() || size > out.buckets_.size() * bucket_entries_max)
    out.spread(std::bit_ceil(std::max<size_t>(size / bucket_entries_wanted, 1)));
  struct change {
    size_t place;
    uint32_t half;
    const entry_id* id;
    const entry_ptr* item;
  };
  std::vector<change> all;
  all.reserve(changes.size());
  for (const auto& [id, item] : changes) {
    const uint64_t hash = hash_of(id.ns, id.name);
    all.push_back({out.place_of(hash), half_of(hash), &id, &item});
  }
  std::sort(all.begin(), all.end(), [](const change& a, const change& b) { return a.place < b.place; });
  for (auto each = all.begin(); each != all.end();) {
    bucket_ptr& place = out.buckets_[each->place];
    auto made = place == nullptr ? std::make_shared<bucket>() : std::make_shared<bucket>(*place);
    const size_t at = each->place;
    for (; each != all.end() && each->place == at; ++each) {
      size_t i = 0;
      while (i < made->hashes.size() && (made->hashes[i] != each->half || !(made->entries[i]->id == *each->id)))
        ++i;
      const bool known = i < made->hashes.size();
      if (*each->item == nullptr && known) {
        made->hashes[i] = made->hashes.back();
        made->hashes.pop_back();
        made->entries[i] = std::move(made->entries.back());
        made->entries.pop_back();
      } else if (*each->item != nullptr && known) {
        made->entries[i] = *each->item;
      } else if (*each->item != nullptr) {
        made->hashes.push_back(each->half);
        made->entries.push_back(*each->item);
      }
    }
    place = std::move(made);
  }
  return out;
}

}  // namespace troupe::registry
