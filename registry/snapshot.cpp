#include "registry/snapshot.hpp"

#include "registry/filter.hpp"

#include <algorithm>

namespace troupe::registry {

namespace {

// A change copies one chunk and the list of chunks; for 100,000 entries both are some hundred pointers.
constexpr size_t chunk_entries_wanted = 256;
constexpr size_t chunk_entries_max = 2 * chunk_entries_wanted;
constexpr size_t chunk_entries_min = chunk_entries_wanted / 4;

bool id_less(const entry_ptr& item, const entry_id& id) {
  return item->id < id;
}

// `base` with the changes laid over it; both ordered by id.
std::vector<entry_ptr> merged(const std::vector<entry_ptr>& base,
                              entry_changes::const_iterator change,
                              entry_changes::const_iterator end) {
  std::vector<entry_ptr> out;
  out.reserve(base.size() + static_cast<size_t>(std::distance(change, end)));
  auto old = base.begin();
  while (old != base.end() || change != end) {
    if (change == end || (old != base.end() && (*old)->id < change->first)) {
      out.push_back(*old++);
      continue;
    }
    if (old != base.end() && (*old)->id == change->first)
      ++old;
    if (change->second != nullptr)
      out.push_back(change->second);
    ++change;
  }
  return out;
}

}  // namespace

snapshot::snapshot() {
  static const auto empty = std::make_shared<const body>();
  body_ = empty;
}

snapshot::chunk_ptr snapshot::make_chunk(std::vector<entry_ptr> entries) {
  auto made = std::make_shared<chunk>();
  made->entries = std::move(entries);
  for (size_t i = 0; i < made->entries.size(); ++i) {
    const std::string& kind = made->entries[i]->kind;
    auto same = std::find_if(made->kinds.begin(), made->kinds.end(),
                             [&](const kind_positions& k) { return k.kind == kind; });
    if (same == made->kinds.end())
      same = made->kinds.insert(same, {kind, {}});
    same->positions.push_back(static_cast<uint16_t>(i));
  }
  return made;
}

void snapshot::append_chunks(std::vector<chunk_ptr>& out, std::vector<entry_ptr> entries) {
  if (entries.size() <= chunk_entries_max) {
    if (!entries.empty())
      out.push_back(make_chunk(std::move(entries)));
    return;
  }
  const size_t parts = (entries.size() + chunk_entries_wanted - 1) / chunk_entries_wanted;
  for (size_t i = 0; i < parts; ++i) {
    const auto from = static_cast<std::ptrdiff_t>(entries.size() * i / parts);
    const auto to = static_cast<std::ptrdiff_t>(entries.size() * (i + 1) / parts);
    out.push_back(make_chunk({std::make_move_iterator(entries.begin() + from),
                              std::make_move_iterator(entries.begin() + to)}));
  }
}

// The chunk in which an id stands or would stand.
size_t snapshot::chunk_of(const entry_id& id) const noexcept {
  const auto after = std::upper_bound(body_->chunks.begin(), body_->chunks.end(), id,
                                      [](const entry_id& wanted, const chunk_ptr& part) {
                                        return wanted < part->entries.front()->id;
                                      });
  const auto position = static_cast<size_t>(after - body_->chunks.begin());
  return position == 0 ? 0 : position - 1;
}

const entry* snapshot::find(const entry_id& id) const noexcept {
  const entry_ptr* found = body_->by_id.find(id.ns, id.name);
  return found == nullptr ? nullptr : found->get();
}

const entry* snapshot::find_text(std::string_view id) const noexcept {
  const size_t colon = id.find(':');
  const bool bare = colon == std::string_view::npos;
  const entry_ptr* found = bare ? body_->by_id.find({}, id) : body_->by_id.find(id.substr(0, colon), id.substr(colon + 1));
  return found == nullptr ? nullptr : found->get();
}

entry_ptr snapshot::get(const entry_id& id) const {
  const entry_ptr* found = body_->by_id.find(id.ns, id.name);
  return found == nullptr ? nullptr : *found;
}

size_t snapshot::size() const noexcept {
  return body_->size;
}

std::vector<entry_ptr> snapshot::entries() const {
  std::vector<entry_ptr> out;
  out.reserve(size());
  each([&](const entry_ptr& item) { out.push_back(item); });
  return out;
}

std::vector<entry_ptr> snapshot::find(const entry_filter& filter) const {
  std::vector<entry_ptr> out;
  std::vector<uint16_t> positions;
  for (const chunk_ptr& part : body_->chunks) {
    positions.clear();
    for (const kind_positions& group : part->kinds)
      if (filter.matches_kind(group.kind))
        positions.insert(positions.end(), group.positions.begin(), group.positions.end());
    std::sort(positions.begin(), positions.end());
    for (const uint16_t i : positions)
      if (filter.matches_all_but_kind(*part->entries[i]))
        out.push_back(part->entries[i]);
  }
  return out;
}

std::vector<entry_ptr> snapshot::of_kind(std::string_view kind) const {
  std::vector<entry_ptr> out;
  for (const chunk_ptr& part : body_->chunks)
    for (const kind_positions& group : part->kinds)
      if (group.kind == kind)
        for (const uint16_t i : group.positions)
          out.push_back(part->entries[i]);
  return out;
}

std::vector<entry_ptr> snapshot::of_namespace(std::string_view ns) const {
  std::vector<entry_ptr> out;
  const entry_id first{std::string{ns}, {}};
  for (size_t i = chunk_of(first); i < body_->chunks.size(); ++i) {
    const std::vector<entry_ptr>& part = body_->chunks[i]->entries;
    for (auto it = std::lower_bound(part.begin(), part.end(), first, id_less); it != part.end();
         ++it) {
      if ((*it)->id.ns != ns)
        return out;
      out.push_back(*it);
    }
  }
  return out;
}

snapshot snapshot::with(const entry_changes& changes) const {
  if (changes.empty())
    return *this;
  auto made = std::make_shared<body>();
  const std::vector<chunk_ptr>& old = body_->chunks;
  std::vector<entry_ptr> pending;  // a chunk that got too small waits for its neighbour
  auto change = changes.begin();
  for (size_t i = 0; i < old.size(); ++i) {
    const auto end =
      i + 1 == old.size() ? changes.end() : changes.lower_bound(old[i + 1]->entries.front()->id);
    if (change == end && pending.empty()) {
      made->chunks.push_back(old[i]);
      continue;
    }
    std::vector<entry_ptr> part = merged(old[i]->entries, change, end);
    change = end;
    pending.insert(pending.end(), std::make_move_iterator(part.begin()),
                   std::make_move_iterator(part.end()));
    if (pending.size() >= chunk_entries_min || i + 1 == old.size()) {
      append_chunks(made->chunks, std::move(pending));
      pending.clear();
    }
  }
  if (old.empty())
    append_chunks(made->chunks, merged({}, changes.begin(), changes.end()));
  for (const chunk_ptr& part : made->chunks)
    made->size += part->entries.size();
  made->by_id = body_->by_id.with(changes, made->size);
  snapshot out;
  out.body_ = std::move(made);
  return out;
}

snapshot snapshot_of(const std::vector<entry>& entries) {
  entry_changes all;
  for (const entry& each : entries)
    all[each.id] = std::make_shared<const entry>(each);
  return snapshot{}.with(all);
}

}  // namespace troupe::registry
