// The dialect front-end: one chunk of the Lua dialect to LuaJIT source, or the diagnostics why not.
//
// Promises:
// - Every token of the source comes out on the line it stood on, so run-time errors name the right line. One exception: a call
//   whose `(` begins a new line (legal here, refused by LuaJIT) moves that `(` up to the end of the callee.
// - The output holds only what the parser understood: no construct of LuaJIT that is not in the dialect gets through.
// - Types, interfaces, casts and validators leave no trace at run time, but for type values, below.
// - translate() never throws, never recurses deeper than nesting_levels_max and needs time linear in the source.
//
// What the runtime provides to translated code, as global functions. Names that begin with `__troupe_` are refused in sources.
//   __troupe_idiv(a, b)                       a // b
//   __troupe_band bor bxor shl shr (a, b)     a & b, a | b, a ~ b, a << b, a >> b       each name with the prefix __troupe_
//   __troupe_bnot(a)                          ~a
//   __troupe_types(code, ordinal, ...)        the values of the types declared as translation::types[ordinal - 1] ..., and behind them
//                                             a function f(ordinal) that answers one of the others; `code` is described in type_code.hpp
// Each gets exactly its arguments: a call or `...` as an operand is cut to one value first.
//
// Type values. `type X` and `interface X` bind X only where some expression of the chunk uses X as a value. Normally that is
// `local X = __troupe_types("...", n);` at the very start of line 1, so that X is visible in the whole chunk. Where a local variable or
// an earlier type of that name is in the way, it is a local at the place of the declaration, visible from there to the end of its
// block: `local X = __troupe_types(n)`, where __troupe_types is then a local too.
//
// Thread: plain functions without shared state; call them from anywhere.
// See:    README.md for limits and the way from source to output.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace troupe::syntax {

// Levels of blocks, brackets and operators inside each other that a chunk may have. LuaJIT itself stops at 200 and the
// rewriting of `//` and the bit operators needs some; the recursion stays below 160 KiB of stack (optimised).
inline constexpr uint32_t nesting_levels_max = 190;

// Larger sources are refused, so that offsets fit in 32 bits with room to spare.
inline constexpr size_t source_bytes_max = size_t{1} << 30;

// Codes: P0001 syntax; P0002 labels, `break` and `...` out of place; P0003 a limit of the front-end.
struct diagnostic {
  std::string code;
  uint32_t line = 0;    // 1-based
  uint32_t column = 0;  // 1-based, in bytes; a byte order mark does not count
  std::string message;  // what is wrong; then, after a semicolon, what to do
  std::string
    source_line;  // the line without its line break; of a very long line the part around the column
  uint32_t source_skipped = 0;  // bytes of the line before source_line
};

// A literal name passed to the global `require`.
struct requirement {
  std::string name;
  uint32_t line = 0;
};

// A `type X` or `interface X` anywhere in the chunk, in source order.
struct declared_type {
  std::string name;
  uint32_t line = 0;
  bool used_as_value = false;  // the output makes a value of it
};

struct translation {
  std::string lua;
  std::vector<requirement> required;  // in source order, repetitions included
  std::vector<declared_type> types;
  bool uses_types = false;  // has an annotation, a cast, a declaration or a validator
};

// Translates one chunk. On failure there is at least one diagnostic, and they come in source order. The chunk name is for
// messages of the front-end about itself; diagnostics do not repeat it, render() adds it.
std::variant<translation, std::vector<diagnostic>> translate(std::string_view source,
                                                             std::string_view chunk_name);

// `name:line:col: message`, the source line and a caret below it; several lines without a line break at the end.
std::string render(const diagnostic& problem, std::string_view chunk_name, bool colour);

}  // namespace troupe::syntax
