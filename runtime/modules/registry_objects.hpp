// The objects of the `registry` module, and how entries cross to Lua and back (registry.md section 3).
//
// Thread: the machine's. What pushes may raise; what only reads the stack does not. Objects hold immutable versions, so they stay as they
// are whatever happens to the registry.
#pragma once

#include "registry/changeset.hpp"
#include "registry/published.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/memory_account.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::runtime::modules {

// What is in force, or was, is the registry's; one that was rebuilt is the program's own.
struct snapshot_object : registry::published {
  lua::outside_memory held;
};

struct version_object {
  registry::version_ptr what;
  std::shared_ptr<const registry::history> past;
};

struct history_object {
  std::shared_ptr<const registry::history> past;
};

struct changes_object {
  registry::change_set operations;
  registry::entry_ptr next;  // on its way into the operations
  lua::outside_memory held;
};

// Results on their way to the stack: what raises meanwhile leaves them to the collector.
struct entry_list {
  std::vector<registry::entry_ptr> entries;
  void drop() noexcept { entries = {}; }
};

void register_registry_objects(lua_State* L);

// registry_changes.cpp
void register_registry_changes(lua_State* L);
int l_registry_apply_version(lua_State* L);
int l_registry_build_delta(lua_State* L);

// `{id, kind, meta, data}`. Where the id's text stands on the stack already it need not be made.
void push_entry(lua_State* L, const registry::entry& from, int id_index = 0);

entry_list& push_entry_list(lua_State* L);
// A table of those that the program may see; empties the list.
void push_entries(lua_State* L, entry_list& from);

// The entries of a snapshot that match the filter at `index`. Says aloud which of its keys have no effect.
void find_entries(lua_State* L, int index, const registry::snapshot& among, entry_list& into) noexcept;

// An id as a text on top of the stack, from a string or from `{ns =, name =}`; false, and nothing pushed, if it is neither.
bool push_id(lua_State* L, int index);

// Finds an entry by the text of its id.
const registry::entry* find_entry(const registry::snapshot& among, std::string_view id) noexcept;

// `entry, nil`, or `nil, error`: what every get answers, with the id at `index`.
int answer_entry(lua_State* L, int index, const registry::snapshot& among);

// Pushes `kind, id, meta, data` of the entry table at `index` for read_entry. Null, or what is wrong with it (then nothing is pushed).
const char* push_entry_parts(lua_State* L, int index);
// The entry whose parts stand on top of the stack; pops nothing. Null if they cannot be an entry's; `problem` then says why.
registry::entry_ptr read_entry(lua_State* L, const char*& problem) noexcept;

// Pushes the version of that number, or nil if there is none. The history outlives the call, also if it raises.
void push_version(lua_State* L, const std::shared_ptr<const registry::history>& past, registry::version_number number);

// `Version[], nil`, oldest first.
int push_versions(lua_State* L, const std::shared_ptr<const registry::history>& past);

// `Snapshot, nil` of what run-time changes alone made up to that version, or `nil, error`.
int push_rebuilt(lua_State* L, const std::shared_ptr<const registry::history>& past, registry::version_number number);

// The number of the version at `index`: of a Version, or a number that could be one. False if it is neither.
bool version_at(lua_State* L, int index, registry::version_number& into) noexcept;

}  // namespace troupe::runtime::modules
