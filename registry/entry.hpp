// One entry: the unit that is defined, versioned, referenced and handed to the handler of its kind.
//
// Thread: immutable once shared.
#pragma once

#include "config/document.hpp"
#include "config/types.hpp"

#include <memory>
#include <optional>
#include <string>

namespace troupe::registry {

struct entry {
  entry_id id;
  std::string kind;
  document meta = document::map{};  // always a map
  document data;                    // null if the author gave none
  std::string module;               // `org/module` that brought it, "" for the app's own
  source_mark mark;  // where its definition begins; unknown for entries made at run time
  // The same with its placeholders resolved, as the handler of its kind was given it (registry/decoding); null without placeholders.
  std::shared_ptr<const entry> decoded = {};

  // Compares what the entry says, not where it was written.
  friend bool operator==(const entry& a, const entry& b) {
    return a.id == b.id && a.kind == b.kind && a.meta == b.meta && a.data == b.data;
  }
};

using entry_ptr = std::shared_ptr<const entry>;

// The entry as its kind reads it; the entry itself is what the author wrote, and what programs and files are shown.
inline const entry& as_decoded(const entry& what) noexcept {
  return what.decoded == nullptr ? what : *what.decoded;
}

// What an entry says, as a map `{id, kind, meta, data, module}` for files of ours; without its place. And back: nothing if the map holds no entry.
document to_document(const entry& what);
std::optional<entry> to_entry(const document& from);

// What it takes on the heap, itself included, about.
size_t heap_bytes(const entry& what) noexcept;

// The node that a path names: `kind` aside, `meta.x.y` looks into meta, `data.x` or bare `x` into data. Literal keys with dots win over
// nesting; null if absent.
const document* find_field(const entry& owner, std::string_view path) noexcept;

// The text of a string field, "" if absent or of another type.
std::string_view string_field(const entry& owner, std::string_view path) noexcept;

}  // namespace troupe::registry
