// What a Lua entry is made of, ready to run: its chunk and those of the libraries it imports, as bytecode.
//
// Invariant: `units` is in dependency order, the entry's own chunk last. Thread: immutable, shared by any number of machines.
#pragma once

#include "config/document.hpp"
#include "config/types.hpp"

#include <caf/expected.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe::runtime::lua {

// A Lua entry as its definition says it.
struct source_entry {
  entry_id id;
  std::string source;
  source_mark place;                // of the source text: file, or the definition's line when inline
  std::string method;
  std::vector<std::string> modules; // names of built-in modules
  std::vector<std::pair<std::string, std::string>> imports;  // alias, `ns:name` of a library or a built-in module's name
};

struct unit {
  entry_id id;
  std::string chunk_name;                        // "=ns:name", as positions in messages show it
  std::shared_ptr<const std::string> bytecode;
  std::vector<std::string> modules;
  struct import {
    std::string alias;
    size_t unit = 0;        // position in program::units
    std::string module;     // set instead when it names a built-in module
  };
  std::vector<import> imports;
};

// What binds code that a program made up at run time (evaluation.hpp).
struct confinement {
  document globals;            // further names, plain data; a map, or null
  uint64_t resumes_max = 0;    // of its coroutines together
};

struct program {
  entry_id id;
  std::string method;               // "" runs the chunk itself
  std::vector<unit> units;
  bool touches_globals = false;     // some chunk names _G: libraries are then opened at once, not on first use
  std::optional<confinement> confined;  // each unit then has what it declares and nothing else
};

// Finds a library entry; null if there is none.
using source_lookup = std::function<const source_entry*(const entry_id&)>;

// Translates, compiles and links an entry. Errors: invalid (syntax, with file:line:col and caret; unknown module; import cycle),
// not_found (missing import), each naming the entry. Thread: any; compiled chunks are cached by content.
caf::expected<std::shared_ptr<const program>> build_program(const source_entry& entry, const source_lookup& libraries,
                                                            std::optional<confinement> confined = std::nullopt);

}  // namespace troupe::runtime::lua
