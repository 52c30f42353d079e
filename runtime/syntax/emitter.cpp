#include "runtime/syntax/emitter.hpp"

#include "runtime/syntax/characters.hpp"

namespace troupe::syntax {

std::string emitter::emit(const chunk& what, size_t bytes_expected) {
  out_.reserve(bytes_expected);
  for (const type_declaration* declared : what.types)
    if (declared->bound_at_start)
      type_binding(*declared, "; ");
  statements(*what.body);
  line(what.body->end_line);
  if (!out_.empty() && out_.back() == ' ')
    out_.pop_back();
  return std::move(out_);
}

void emitter::line(uint32_t wanted) {
  if (line_ >= wanted)
    return;
  if (!out_.empty() && out_.back() == ' ')
    out_.pop_back();
  out_.append(wanted - line_, '\n');
  line_ = wanted;
}

void emitter::blank() {
  if (!out_.empty() && out_.back() != ' ' && out_.back() != '\n')
    out_ += ' ';
}

void emitter::keyword(std::string_view text) {
  blank();
  out_ += text;
}

void emitter::word(std::string_view text) {
  if (!out_.empty()) {
    const char last = out_.back();
    const char first = text[0];
    if ((is_name_part(last) && is_name_part(first)) || (last == '-' && first == '-')
        || (last == '[' && first == '['))
      out_ += ' ';
  }
  out_ += text;
}

void emitter::word_at(position where, std::string_view text) {
  line(where.line);
  word(text);
}

void emitter::variables(std::span<variable* const> list) {
  bool first = true;
  for (const variable* each : list) {
    if (!first)
      raw(", ");
    first = false;
    name(each->name);
  }
}

// As LuaJIT counts: a block and an expression are one level each.
void emitter::enter(position where) {
  if (++level_ > nesting_levels_max)
    problems_.fail(where,
                   "more than " + std::to_string(nesting_levels_max)
                       + " levels of nesting; '//' and the bit operators count as brackets; move "
                         "inner parts into local variables",
                   code_limit);
}

void emitter::type_binding(const type_declaration& declared, std::string_view end) {
  const std::string_view text = names_.text(declared.name.id);
  keyword("local ");
  raw(text);
  raw(" = __troupe_type(\"");
  raw(text);
  raw("\", ");
  raw(std::to_string(declared.ordinal));
  raw(")");
  raw(end);
}

void emitter::statements(const block& body) {
  if (problems_.failed())
    return;
  enter(body.statements.empty() ? position{} : body.statements[0]->where);
  bool first = true;
  for (const statement* each : body.statements) {
    // Without it the bracket would continue the statement before. LuaJIT takes no `;` at the start of a block.
    if (!first && begins_with_paren(*each))
      raw(";");
    if (statement_of(*each))
      first = false;
    if (problems_.failed())
      break;
  }
  leave();
}

void emitter::block_to_end(const block& body) {
  statements(body);
  line(body.end_line);
  keyword("end");
}

bool emitter::begins_with_paren(const statement& s) {
  const expression* e = nullptr;
  if (s.kind == statement_kind::call)
    e = static_cast<const call_statement&>(s).call;
  else if (s.kind == statement_kind::assignment)
    e = static_cast<const assignment_statement&>(s).targets[0];
  else
    return false;
  while (e->kind >= expression_kind::binary)
    e = static_cast<const left_expression*>(e)->left;
  return e->kind == expression_kind::paren;
}

// Whether the statement left anything in the output.
bool emitter::statement_of(const statement& s) {
  if (s.kind != statement_kind::type_declaration) {
    line(s.where.line);
    blank();
  }
  switch (s.kind) {
    case statement_kind::local: local(static_cast<const local_statement&>(s)); break;
    case statement_kind::assignment: assignment(static_cast<const assignment_statement&>(s)); break;
    case statement_kind::call: chain_of(static_cast<const call_statement&>(s).call); break;
    case statement_kind::do_block:
      keyword("do ");
      block_to_end(*static_cast<const do_statement&>(s).body);
      break;
    case statement_kind::while_loop: while_loop(static_cast<const loop_statement&>(s)); break;
    case statement_kind::repeat_loop: repeat_loop(static_cast<const loop_statement&>(s)); break;
    case statement_kind::if_branches: if_branches(static_cast<const if_statement&>(s)); break;
    case statement_kind::numeric_for:
      numeric_for(static_cast<const numeric_for_statement&>(s));
      break;
    case statement_kind::generic_for:
      generic_for(static_cast<const generic_for_statement&>(s));
      break;
    case statement_kind::function: function_named(static_cast<const function_statement&>(s)); break;
    case statement_kind::local_function:
      local_function(static_cast<const local_function_statement&>(s));
      break;
    case statement_kind::return_values:
      keyword("return");
      if (const auto values = static_cast<const return_statement&>(s).values; !values.empty()) {
        raw(" ");
        expressions(values);
      }
      break;
    case statement_kind::break_loop: keyword("break"); break;
    case statement_kind::goto_label:
      keyword("goto ");
      name(static_cast<const label_statement&>(s).label);
      break;
    case statement_kind::label:
      keyword("::");
      name(static_cast<const label_statement&>(s).label);
      raw("::");
      break;
    case statement_kind::type_declaration: {
      const auto& declared = static_cast<const type_declaration&>(s);
      if (declared.in_place == nullptr)
        return false;
      line(s.where.line);
      type_binding(declared, "");
      break;
    }
  }
  return true;
}

void emitter::local(const local_statement& s) {
  keyword("local ");
  variables(s.variables);
  if (!s.values.empty()) {
    raw(" = ");
    expressions(s.values);
  }
}

void emitter::assignment(const assignment_statement& s) {
  for (const expression* target : s.targets) {
    if (target != s.targets[0])
      raw(", ");
    chain_of(target);
  }
  raw(" = ");
  expressions(s.values);
}

void emitter::while_loop(const loop_statement& s) {
  keyword("while ");
  expression_of(s.condition);
  keyword("do ");
  block_to_end(*s.body);
}

void emitter::local_function(const local_function_statement& s) {
  keyword("local ");
  word_at(s.body->where, "function ");
  name(s.target->name);
  body_of(*s.body);
}

void emitter::if_branches(const if_statement& s) {
  bool first = true;
  for (const if_clause& clause : s.clauses) {
    line(clause.where.line);
    keyword(first ? "if " : clause.condition != nullptr ? "elseif " : "else ");
    first = false;
    if (clause.condition != nullptr) {
      expression_of(clause.condition);
      keyword("then ");
    }
    statements(*clause.body);
  }
  line(s.clauses.back().body->end_line);
  keyword("end");
}

void emitter::repeat_loop(const loop_statement& s) {
  keyword("repeat ");
  statements(*s.body);
  line(s.body->end_line);
  keyword("until ");
  expression_of(s.condition);
}

void emitter::numeric_for(const numeric_for_statement& s) {
  keyword("for ");
  name(s.counter->name);
  raw(" = ");
  expression_of(s.first);
  raw(", ");
  expression_of(s.last);
  if (s.step != nullptr) {
    raw(", ");
    expression_of(s.step);
  }
  keyword("do ");
  block_to_end(*s.body);
}

void emitter::generic_for(const generic_for_statement& s) {
  keyword("for ");
  variables(s.variables);
  keyword("in ");
  expressions(s.values);
  keyword("do ");
  block_to_end(*s.body);
}

void emitter::function_named(const function_statement& s) {
  keyword("function ");
  word_at(s.base->where, names_.text(s.base->name));
  for (const name_ref& part : s.path) {
    raw(s.body->has_self && &part == &s.path.back() ? ":" : ".");
    name(part);
  }
  body_of(*s.body);
}

// Parameters and statements, from the opening bracket to `end`.
void emitter::body_of(const function_body& body) {
  raw("(");
  variables(body.parameters.subspan(body.has_self ? 1 : 0));
  if (body.is_vararg)
    raw(body.parameters.size() > (body.has_self ? 1 : 0) ? ", ..." : "...");
  raw(") ");
  block_to_end(*body.body);
}

}  // namespace troupe::syntax
