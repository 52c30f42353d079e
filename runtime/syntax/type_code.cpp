#include "runtime/syntax/type_code.hpp"

#include "runtime/syntax/literals.hpp"

#include <vector>

namespace troupe::syntax {

namespace {

// What typeof() may unfold: it copies annotations, which may hold typeof() again.
constexpr size_t unfolded_bytes_max = 256 * 1024;
constexpr int value_steps_max = 32;

struct builtin {
  std::string_view name;
  char code;
};

constexpr builtin builtins[] = {
  {"boolean", 'b'}, {"number", 'f'}, {"integer", 'i'}, {"string", 's'}, {"any", 'a'},
  {"unknown", 'u'}, {"never", 'v'},  {"table", 't'},   {"error", 'e'},
};

class type_encoder {
public:
  type_encoder(const chunk& what, const symbols& names) : chunk_(what), names_(names) {}

  std::string encode() {
    count(chunk_.types.size());
    for (const type_declaration* each : chunk_.types)
      declaration(*each);
    return std::move(out_);
  }

private:
  void count(size_t n) { out_ += std::to_string(n) + ';'; }
  void text(std::string_view s) {
    out_ += std::to_string(s.size()) + ':';
    out_ += s;
  }
  void text(const name_ref& name) {
    text(name.id == no_symbol ? std::string_view{} : names_.text(name.id));
  }
  void unresolved(std::string_view name) {
    out_ += 'U';
    text(name);
  }

  void declaration(const type_declaration& declared) {
    text(declared.name);
    parameters_ = declared.parameters;
    count(declared.parameters.size());
    for (const type_parameter& each : declared.parameters) {
      text(each.name);
      if (each.bound == nullptr)
        out_ += '-';
      else
        node(each.bound);
    }
    if (declared.definition == nullptr)
      unresolved("?");
    else
      node(declared.definition);
    parameters_ = {};
  }

  void list(type_list nodes) {
    count(nodes.size());
    for (const type* each : nodes)
      node(each);
  }

  void function(std::span<const function_parameter> parameters, const result_types& results) {
    count(parameters.size());
    for (const function_parameter& each : parameters) {
      text(each.name);
      out_ += each.variadic ? '*' : '.';
      if (each.value == nullptr)
        out_ += 'a';
      else
        node(each.value);
    }
    list(results.list);
    out_ += results.last_variadic ? '*' : '.';
  }

  void node(const type* t) {
    switch (t->kind) {
      case type_kind::literal: return literal(*static_cast<const literal_type*>(t));
      case type_kind::named: return named(*static_cast<const named_type*>(t));
      case type_kind::array:
        out_ += '[';
        return node(static_cast<const array_type*>(t)->element);
      case type_kind::map:
        out_ += '{';
        node(static_cast<const map_type*>(t)->key);
        return node(static_cast<const map_type*>(t)->value);
      case type_kind::record: return record(*static_cast<const record_type*>(t));
      case type_kind::function: {
        const auto& made = *static_cast<const function_type*>(t);
        out_ += 'L';
        return function(made.parameters, made.results);
      }
      case type_kind::optional:
        out_ += '?';
        return node(static_cast<const optional_type*>(t)->inner);
      case type_kind::union_of:
      case type_kind::intersection:
        out_ += t->kind == type_kind::union_of ? '|' : '&';
        return list(static_cast<const combined_type*>(t)->members);
      case type_kind::annotated: return annotated(*static_cast<const annotated_type*>(t));
      case type_kind::index:
        out_ += 'O';
        node(static_cast<const index_type*>(t)->object);
        return node(static_cast<const index_type*>(t)->index);
      case type_kind::asserts: out_ += 'b'; return;
      case type_kind::type_of: return value(static_cast<const type_of_type*>(t)->value, 0);
      case type_kind::key_of:
        out_ += 'K';
        return node(static_cast<const key_of_type*>(t)->object);
      case type_kind::conditional: {
        const auto& choice = *static_cast<const conditional_type*>(t);
        out_ += 'C';
        for (const type* each : {choice.subject, choice.bound, choice.then_type, choice.else_type})
          node(each);
        return;
      }
      case type_kind::interface: return interface(*static_cast<const interface_type*>(t));
    }
  }

  void literal(const literal_type& t) {
    switch (t.token) {
      case token_kind::kw_nil: out_ += 'n'; return;
      case token_kind::kw_true: out_ += 'T'; return;
      case token_kind::kw_false: out_ += 'F'; return;
      case token_kind::string:
        out_ += 'S';
        return text(decode_string(t.text));
      default: out_ += 'N'; return text(t.text);
    }
  }

  void record(const record_type& t) {
    out_ += t.is_interface ? 'I' : 'R';
    if (t.is_interface)
      count(0);
    count(t.fields.size());
    for (const record_field& each : t.fields) {
      text(each.name);
      out_ += each.optional ? '?' : '.';
      node(each.value);
    }
  }

  void interface(const interface_type& t) {
    out_ += 'I';
    list(t.parents);
    count(t.methods.size());
    for (const method_signature& each : t.methods) {
      text(each.name);
      out_ += ".L";
      function(each.parameters, each.results);
    }
  }

  void annotated(const annotated_type& t) {
    out_ += '@';
    node(t.inner);
    count(t.annotations.size());
    for (const annotation& each : t.annotations) {
      text(each.name);
      argument(each.arguments.empty() ? nullptr : each.arguments[0]);
    }
  }

  // A literal; of anything else nothing is known before the chunk runs.
  void argument(const expression* e) {
    std::string sign;
    if (e != nullptr && e->kind == expression_kind::unary
        && static_cast<const unary_expression*>(e)->op == token_kind::minus) {
      e = static_cast<const unary_expression*>(e)->operand;
      sign = "-";
    }
    if (e != nullptr && e->kind == expression_kind::number) {
      out_ += 'N';
      text(sign + std::string{static_cast<const literal_expression*>(e)->text});
    } else if (e != nullptr && e->kind == expression_kind::string && sign.empty()) {
      out_ += 'S';
      text(decode_string(static_cast<const literal_expression*>(e)->text));
    } else {
      out_ += '-';
    }
  }

  void named(const named_type& t) {
    if (!t.arguments.empty())
      out_ += 'G';
    name(t);
    if (!t.arguments.empty())
      list(t.arguments);
  }

  void name(const named_type& t) {
    if (t.path.size() > 1) {
      std::vector<std::string> path;
      if (t.target != nullptr && !reach(*t.target, path))
        return unresolved(path_text(t));
      if (t.target == nullptr)
        path.emplace_back(names_.text(t.path[0].id));
      for (const name_ref& each : t.path.subspan(1))
        path.emplace_back(names_.text(each.id));
      return external(path);
    }
    const symbol id = t.path[0].id;
    for (size_t i = 0; i < parameters_.size(); ++i)
      if (parameters_[i].name.id == id) {
        out_ += 'P';
        return count(i);
      }
    if (t.target != nullptr && t.target->bound_type != nullptr)
      return declared(*t.target->bound_type);
    for (const type_declaration* each : chunk_.types)
      if (each->in_place == nullptr && each->name.id == id)
        return declared(*each);
    const std::string_view text = names_.text(id);
    for (const builtin& each : builtins)
      if (each.name == text) {
        out_ += each.code;
        return;
      }
    if (std::vector<std::string> path; t.target != nullptr && reach(*t.target, path))
      return external(path);
    unresolved(text);
  }

  void declared(const type_declaration& which) {
    out_ += 'D';
    count(which.ordinal - 1);
  }

  void external(const std::vector<std::string>& path) {
    if (path.size() < 2)
      return unresolved(path.empty() ? "?" : path[0]);
    out_ += 'X';
    text(path[0]);
    count(path.size() - 1);
    for (size_t i = 1; i < path.size(); ++i)
      text(path[i]);
  }

  std::string path_text(const named_type& t) const {
    std::string all;
    for (const name_ref& each : t.path) {
      if (!all.empty())
        all += '.';
      all += names_.text(each.id);
    }
    return all;
  }

  // The alias and the fields behind which a local of the chunk finds its value: `local Config = require("lib").Config`.
  bool reach(const variable& from, std::vector<std::string>& path) const {
    std::vector<std::string> backwards;
    const expression* at = from.value;
    for (int steps = 0; at != nullptr && steps < value_steps_max; ++steps) {
      switch (at->kind) {
        case expression_kind::paren: at = static_cast<const paren_expression*>(at)->inner; break;
        case expression_kind::cast: at = static_cast<const cast_expression*>(at)->left; break;
        case expression_kind::field:
          backwards.emplace_back(names_.text(static_cast<const field_expression*>(at)->name.id));
          at = static_cast<const field_expression*>(at)->left;
          break;
        case expression_kind::name: {
          const auto& name = *static_cast<const name_expression*>(at);
          if (name.target == nullptr)
            return take(path, std::string{names_.text(name.name)}, backwards);
          at = name.target->value;
          break;
        }
        case expression_kind::call: {
          const std::string loaded = required(*static_cast<const call_expression*>(at));
          return !loaded.empty() && take(path, loaded, backwards);
        }
        default: return false;
      }
    }
    return false;
  }

  static bool take(std::vector<std::string>& path, std::string alias, std::vector<std::string>& backwards) {
    path.push_back(std::move(alias));
    path.insert(path.end(), backwards.rbegin(), backwards.rend());
    return true;
  }

  // The literal name a call of the global `require` loads, or nothing.
  static std::string required(const call_expression& call) {
    if (call.method.id != no_symbol || call.left->kind != expression_kind::name || call.arguments.size() != 1
        || call.arguments[0]->kind != expression_kind::string)
      return {};
    const auto& callee = *static_cast<const name_expression*>(call.left);
    if (callee.name != known::require || callee.target != nullptr)
      return {};
    return decode_string(static_cast<const literal_expression*>(call.arguments[0])->text);
  }

  // typeof(e): what is declared about e.
  void value(const expression* e, int steps) {
    if (e == nullptr || steps >= value_steps_max || out_.size() > unfolded_bytes_max || unfolding_ > 8)
      return unresolved("typeof");
    switch (e->kind) {
      case expression_kind::nil: out_ += 'n'; return;
      case expression_kind::true_value:
      case expression_kind::false_value: out_ += 'b'; return;
      case expression_kind::number: out_ += 'f'; return;
      case expression_kind::string: out_ += 's'; return;
      case expression_kind::table: out_ += 't'; return;
      case expression_kind::function: out_ += "L0;0;."; return;
      case expression_kind::paren: return value(static_cast<const paren_expression*>(e)->inner, steps + 1);
      case expression_kind::cast:
        if (const type* target = static_cast<const cast_expression*>(e)->target)
          return node(target);
        return value(static_cast<const cast_expression*>(e)->left, steps + 1);
      case expression_kind::field: {
        const auto& field = *static_cast<const field_expression*>(e);
        out_ += 'O';
        value(field.left, steps + 1);
        out_ += 'S';
        return text(field.name);
      }
      case expression_kind::name: {
        const variable* const meant = static_cast<const name_expression*>(e)->target;
        if (meant == nullptr)
          return unresolved("typeof");
        ++unfolding_;
        if (meant->annotation != nullptr)
          node(meant->annotation);
        else
          value(meant->value, steps + 1);
        --unfolding_;
        return;
      }
      default: return unresolved("typeof");
    }
  }

  const chunk& chunk_;
  const symbols& names_;
  std::span<const type_parameter> parameters_;  // of the declaration at hand
  int unfolding_ = 0;
  std::string out_;
};

}  // namespace

std::string encode_types(const chunk& what, const symbols& names) {
  return type_encoder{what, names}.encode();
}

}  // namespace troupe::syntax
