#include "runtime/syntax/emitter.hpp"

#include "runtime/syntax/characters.hpp"
#include "runtime/syntax/type_code.hpp"

namespace troupe::syntax {

namespace {

constexpr std::string_view types_helper = "__troupe_types";

// Between the quotes of a literal, all on one line.
void append_escaped(std::string_view bytes, std::string& out) {
  constexpr char digits[] = "0123456789";
  for (const char c : bytes) {
    const auto code = static_cast<unsigned char>(c);
    if (code >= 0x20 && code < 0x7F && c != '"' && c != '\\') {
      out += c;
      continue;
    }
    out += '\\';
    out += digits[code / 100];
    out += digits[code / 10 % 10];
    out += digits[code % 10];
  }
}

}  // namespace

std::string emitter::emit(const chunk& what, size_t bytes_expected) {
  out_.reserve(bytes_expected);
  types_ = what.types;
  type_bindings(what);
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

// `local X, Y, __troupe_types = __troupe_types("code", 1, 2); ` for what is bound at the start; the last name, a function of the
// same kind, is for those bound in their places.
void emitter::type_bindings(const chunk& what) {
  std::string targets;
  std::string ordinals;
  bool in_place = false;
  for (const type_declaration* declared : what.types) {
    in_place = in_place || declared->in_place != nullptr;
    if (!declared->bound_at_start)
      continue;
    targets += std::string{names_.text(declared->name.id)} + ", ";
    ordinals += ", " + std::to_string(declared->ordinal);
  }
  if (targets.empty() && !in_place)
    return;
  if (in_place)
    targets += types_helper;
  else
    targets.resize(targets.size() - 2);
  out_ += "local " + targets + " = ";
  out_ += types_helper;
  out_ += "(\"";
  append_escaped(encode_types(what, names_), out_);
  out_ += "\"" + ordinals + "); ";
}

void emitter::type_in_place(const type_declaration& declared) {
  keyword("local ");
  raw(names_.text(declared.name.id));
  raw(" = ");
  raw(types_helper);
  raw("(");
  raw(std::to_string(declared.ordinal));
  raw(")");
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
        results(values);
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
      type_in_place(declared);
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
