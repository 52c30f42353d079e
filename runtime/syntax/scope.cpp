#include "runtime/syntax/scope.hpp"

namespace troupe::syntax {

uint32_t scope::enter(uint32_t parent, bool in_loop) {
  blocks_.push_back({parent, static_cast<uint32_t>(active_.size()),
                     static_cast<uint32_t>(labels_.size()), in_loop});
  return static_cast<uint32_t>(blocks_.size() - 1);
}

void scope::open_function(position where, parameter_kind kind) {
  const uint32_t outer = block_;
  block_ = enter(no_block, false);
  functions_.push_back({where, kind, block_, outer, static_cast<uint32_t>(labels_.size()),
                        static_cast<uint32_t>(gotos_.size())});
}

void scope::close_function() {
  const function_state closing = functions_.back();
  close_block(token_kind::kw_end);
  for (size_t index = closing.first_goto; index < gotos_.size(); ++index)
    resolve_goto(gotos_[index], closing);
  gotos_.resize(closing.first_goto);
  labels_.resize(closing.first_label);
  functions_.pop_back();
  block_ = closing.outer_block;
}

void scope::open_block(block_kind kind) {
  block_ = enter(block_, kind == block_kind::loop || blocks_[block_].in_loop);
}

void scope::close_block(token_kind closer) {
  const block_state& closing = blocks_[block_];
  if (closer != token_kind::kw_until)
    for (size_t index = closing.trailing_labels; index < labels_.size(); ++index)
      labels_[index].active = closing.active_at_entry;
  while (active_.size() > closing.active_at_entry) {
    const active_variable& leaving = active_.back();
    meanings_[static_cast<uint32_t>(leaving.what->name.id)] = leaving.shadowed;
    active_.pop_back();
  }
  block_ = closing.parent;
}

void scope::declare(variable* added) {
  const auto name = static_cast<uint32_t>(added->name.id);
  if (name >= meanings_.size())
    meanings_.resize(names_.size());
  active_.push_back({added, meanings_[name]});
  meanings_[name] = added;
}

variable* scope::find(symbol name) const {
  const auto index = static_cast<uint32_t>(name);
  return index < meanings_.size() ? meanings_[index] : nullptr;
}

variable* scope::resolve(symbol name) {
  variable* const found = find(name);
  if (found == nullptr) {
    const auto index = static_cast<uint32_t>(name);
    if (index >= free_.size())
      free_.resize(names_.size());
    free_[index] = true;
  }
  return found;
}

bool scope::used_free(symbol name) const {
  const auto index = static_cast<uint32_t>(name);
  return index < free_.size() && free_[index];
}

void scope::add_label(name_ref label) {
  const auto [place, added] =
    label_of_.try_emplace(key(block_, label.id), static_cast<uint32_t>(labels_.size()));
  if (!added) {
    const position first = labels_[place->second].name.where;
    return problems_.note(label.where,
                          "duplicate label " + quoted(label.id) + ", already at line "
                            + std::to_string(first.line) + "; give one of them another name",
                          code_scope);
  }
  blocks_[block_].has_label = true;
  const variable* const last = active_.empty() ? nullptr : active_.back().what;
  labels_.push_back({label, static_cast<uint32_t>(active_.size()), last});
}

void scope::add_goto(name_ref label) {
  gotos_.push_back({label, block_, static_cast<uint32_t>(active_.size())});
}

void scope::statement_ended(statement_kind kind) {
  if (kind != statement_kind::label)
    blocks_[block_].trailing_labels = static_cast<uint32_t>(labels_.size());
}

void scope::resolve_goto(const goto_state& jump, const function_state& in) {
  // In the block of the label, the jump starts where the block around it was entered.
  uint32_t active = jump.active;
  for (uint32_t at = jump.block; at != no_block; at = blocks_[at].parent) {
    const auto found =
      blocks_[at].has_label ? label_of_.find(key(at, jump.name.id)) : label_of_.end();
    if (found == label_of_.end()) {
      active = blocks_[at].active_at_entry;
      continue;
    }
    const label_state& target = labels_[found->second];
    if (target.active > active)
      problems_.note(jump.name.where,
                     "goto " + quoted(jump.name.id) + " jumps into the scope of local "
                         + quoted(target.last->name.id)
                         + "; declare it before the goto, or put it into a block 'do ... end' that "
                           "ends before the label",
                     code_scope);
    return;
  }
  const std::string around = functions_.size() > 1
                               ? "the function at line " + std::to_string(in.where.line)
                               : std::string{"the chunk"};
  problems_.note(jump.name.where,
                 "undefined label " + quoted(jump.name.id)
                   + "; put '::" + std::string{names_.text(jump.name.id)} + "::' into " + around
                   + ", in the block of the goto or one around it",
                 code_scope);
}

void scope::check_break(position where) {
  if (!blocks_[block_].in_loop)
    problems_.note(where,
                   "'break' outside a loop; a function is left with 'return', another block with "
                   "'goto'",
                   code_scope);
}

void scope::check_vararg(position where) {
  if (functions_.back().kind == parameter_kind::fixed)
    problems_.note(where,
                   "cannot use '...' outside a vararg function; add '...' to the parameters of the "
                   "function at line "
                     + std::to_string(functions_.back().where.line),
                   code_scope);
}

}  // namespace troupe::syntax
