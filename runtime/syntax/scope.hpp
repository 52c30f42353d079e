// What names mean at the current place of the parse: local variables, labels, loops and varargs.
//
// Reports as notes what LuaJIT would refuse later without a column: undefined and repeated labels, jumps into the scope of a
// local, `break` outside a loop and `...` outside a vararg function.
#pragma once

#include "runtime/syntax/arena.hpp"
#include "runtime/syntax/ast.hpp"
#include "runtime/syntax/report.hpp"
#include "runtime/syntax/symbols.hpp"

#include <unordered_map>
#include <vector>

namespace troupe::syntax {

enum class block_kind : uint8_t { plain, loop };
enum class parameter_kind : uint8_t { fixed, vararg };

class scope {
public:
  scope(const symbols& names, report& problems) : names_(names), problems_(problems) {}

  void open_function(position where, parameter_kind kind);
  void close_function();
  void open_block(block_kind kind);
  // `closer` is the token that ends the block's statements: before `until` a label at the end still sees the locals.
  void close_block(token_kind closer);

  void declare(variable* added);
  // The innermost visible local of that name, or null. Remembers names that were not found.
  variable* resolve(symbol name);
  variable* find(symbol name) const;
  // Whether some use of the name as a value found no local variable.
  bool used_free(symbol name) const;

  void add_label(name_ref label);
  void add_goto(name_ref label);
  // Tells labels at the end of a block from those before other statements. Called behind each statement.
  void statement_ended(statement_kind kind);
  void check_break(position where);
  void check_vararg(position where);

private:
  struct active_variable {
    variable* what;
    variable* shadowed;  // what the name meant before
  };
  struct block_state {
    uint32_t parent;
    uint32_t active_at_entry;
    uint32_t trailing_labels;  // from this index on labels have no statement behind them
    bool in_loop;
    bool has_label = false;
  };
  struct function_state {
    position where;
    parameter_kind kind;
    uint32_t root_block;
    uint32_t outer_block;
    uint32_t first_label;
    uint32_t first_goto;
  };
  struct label_state {
    name_ref name;
    uint32_t active;       // local variables before it
    const variable* last;  // the last of them
  };
  struct goto_state {
    name_ref name;
    uint32_t block;
    uint32_t active;
  };

  static uint64_t key(uint32_t block, symbol name) {
    return uint64_t{block} << 32 | static_cast<uint32_t>(name);
  }
  uint32_t enter(uint32_t parent, bool in_loop);
  void resolve_goto(const goto_state& jump, const function_state& in);
  std::string quoted(symbol name) const { return "'" + std::string{names_.text(name)} + "'"; }

  static constexpr uint32_t no_block = 0xFFFFFFFFu;

  const symbols& names_;
  report& problems_;
  std::vector<active_variable> active_;
  std::vector<variable*> meanings_;  // by symbol
  std::vector<bool> free_;           // by symbol
  std::vector<function_state> functions_;
  std::vector<block_state>
    blocks_;  // of all functions, closed ones too; labels refer to them by index
  uint32_t block_ = no_block;
  std::vector<label_state> labels_;
  std::vector<goto_state> gotos_;
  std::unordered_map<uint64_t, uint32_t> label_of_;  // block and name to index in labels_
};

}  // namespace troupe::syntax
