// One immutable version of all entries.
//
// Invariants: entries are ordered by id; a snapshot never changes; two versions share every chunk in which they agree, so a version costs
//             what it changed.
// Thread:     immutable; read from any thread, copy freely (one pointer).
#pragma once

#include "registry/entry.hpp"
#include "registry/id_index.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

namespace troupe::registry {

class entry_filter;

// What differs from a snapshot: a new entry by id, or null for one that goes.
using entry_changes = std::map<entry_id, entry_ptr>;

class snapshot {
public:
  snapshot();

  // Null if there is no such entry.
  entry_ptr get(const entry_id& id) const;
  const entry* find(const entry_id& id) const noexcept;  // valid as long as this snapshot
  const entry* find_text(std::string_view id) const noexcept;  // the same, by `namespace:name`
  bool contains(const entry_id& id) const noexcept { return find(id) != nullptr; }

  size_t size() const noexcept;

  // By id.
  std::vector<entry_ptr> entries() const;
  std::vector<entry_ptr> find(const entry_filter& filter) const;
  std::vector<entry_ptr> of_kind(std::string_view kind) const;
  std::vector<entry_ptr> of_namespace(std::string_view ns) const;

  // Calls `visit(const entry_ptr&)` for every entry, by id.
  template <class Visit>
  void each(Visit&& visit) const {
    for (const auto& part : body_->chunks)
      for (const entry_ptr& item : part->entries)
        visit(item);
  }

  // A new version; removing an absent entry is no change.
  snapshot with(const entry_changes& changes) const;

private:
  struct kind_positions {
    std::string_view kind;  // text of one of the chunk's entries
    std::vector<uint16_t> positions;
  };
  struct chunk {
    std::vector<entry_ptr> entries;
    std::vector<kind_positions> kinds;
  };
  using chunk_ptr = std::shared_ptr<const chunk>;
  struct body {
    std::vector<chunk_ptr> chunks;  // none is empty
    size_t size = 0;
    id_index by_id;
  };

  static chunk_ptr make_chunk(std::vector<entry_ptr> entries);
  static void append_chunks(std::vector<chunk_ptr>& out, std::vector<entry_ptr> entries);
  size_t chunk_of(const entry_id& id) const noexcept;

  std::shared_ptr<const body> body_;
};

// A first version: of two entries with one id the last counts.
snapshot snapshot_of(const std::vector<entry>& entries);

}  // namespace troupe::registry
