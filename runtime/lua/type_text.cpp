// Types as people read them: names, kinds and types written out.
#include "runtime/lua/type_graph.hpp"

#include <algorithm>

namespace troupe::runtime::lua {

namespace {

constexpr size_t text_bytes_max = 400;  // a message shows no more of a type
constexpr int depth_max = 32;

class type_writer {
public:
  std::string write(const type_node& t) {
    put(t);
    if (out_.size() > text_bytes_max)
      out_ = out_.substr(0, text_bytes_max) + "...";
    return std::move(out_);
  }

private:
  void put(const type_node& t) {
    using enum type_kind;
    if (out_.size() > text_bytes_max || depth_ >= depth_max) {
      out_ += "...";
      return;
    }
    ++depth_;
    switch (t.kind) {
      case literal_true: out_ += "true"; break;
      case literal_false: out_ += "false"; break;
      case literal_string: out_ += '"' + t.name + '"'; break;
      case optional:
        grouped(*t.parts[0]);
        out_ += '?';
        break;
      case union_of: separated(t.parts, " | "); break;
      case intersection: separated(t.parts, " & "); break;
      case tuple: results(t.parts); break;
      case array: braced("", *t.parts[0]); break;
      case map:
        out_ += "{[";
        put(*t.parts[0]);
        out_ += "]: ";
        put(*t.parts[1]);
        out_ += '}';
        break;
      case record: fields(t, "{"); break;
      case interface: fields(t, "interface {"); break;
      case function: function_of(t); break;
      case annotated: put(*t.parts[0]); break;
      case instantiated:
        put(*t.parts[0]);
        out_ += '<';
        separated(std::span{t.parts}.subspan(1), ", ");
        out_ += '>';
        break;
      case conditional:
      case index: put(meaning_of(t)); break;
      case key_of:
        out_ += "keyof(";
        put(*t.parts[0]);
        out_ += ')';
        break;
      default: out_ += t.name.empty() ? kind_text(t) : t.name.c_str();
    }
    --depth_;
  }

  void grouped(const type_node& t) {
    const bool brackets = t.kind == type_kind::union_of || t.kind == type_kind::intersection || t.kind == type_kind::function;
    out_ += brackets ? "(" : "";
    put(t);
    out_ += brackets ? ")" : "";
  }

  void braced(const char* open, const type_node& t) {
    out_ += open;
    out_ += '{';
    put(t);
    out_ += '}';
  }

  void separated(std::span<const type_node* const> list, const char* by) {
    for (size_t i = 0; i < list.size(); ++i) {
      out_ += i == 0 ? "" : by;
      put(*list[i]);
    }
  }

  void results(std::span<const type_node* const> list) {
    out_ += '(';
    separated(list, ", ");
    out_ += ')';
  }

  void fields(const type_node& t, const char* open) {
    out_ += open;
    for (size_t i = 0; i < t.members.size(); ++i) {
      out_ += i == 0 ? "" : ", ";
      out_ += t.members[i].name;
      out_ += t.members[i].flag ? "?: " : ": ";
      put(*t.members[i].what);
    }
    out_ += '}';
  }

  void function_of(const type_node& t) {
    if (t.owner == nullptr) {  // any function
      out_ += "function";
      return;
    }
    out_ += '(';
    for (size_t i = 0; i < t.members.size(); ++i) {
      out_ += i == 0 ? "" : ", ";
      out_ += t.members[i].flag ? "..." : "";
      put(*t.members[i].what);
    }
    out_ += ") -> ";
    if (t.parts.size() == 1)
      put(*t.parts[0]);
    else
      results(t.parts);
  }

  std::string out_;
  int depth_ = 0;
};

}  // namespace

std::string_view declared_name(const type_node& t) {
  using enum type_kind;
  switch (t.kind) {
    case declared:
    case generic:
    case unresolved: return t.name;
    case nil:
    case boolean:
    case number:
    case integer:
    case string:
    case any:
    case unknown:
    case never:
    case table:
    case error: return kind_text(t);
    default: return {};
  }
}

std::string rendered(const type_node& t) {
  return type_writer{}.write(t);
}

const char* kind_text(const type_node& t) {
  using enum type_kind;
  const type_node* at = &t;
  for (int steps = 0; (at->kind == declared || at->kind == annotated) && steps < depth_max; ++steps)
    at = at->parts[0];
  switch (at->kind) {
    case nil: return "nil";
    case boolean:
    case literal_true:
    case literal_false: return "boolean";
    case number: return "number";
    case literal_number: return "number";
    case integer: return "integer";
    case string:
    case literal_string: return "string";
    case any: return "any";
    case never: return "never";
    case table: return "table";
    case error: return "error";
    case optional: return "optional";
    case union_of: return "union";
    case intersection: return "intersection";
    case tuple: return "tuple";
    case function: return "function";
    case array: return "array";
    case map: return "map";
    case record:
    case interface: return "record";
    case generic: return "generic";
    case instantiated: return "instantiated";
    case conditional:
    case key_of:
    case index: {
      const type_node& meant = meaning_of(*at);
      return meant.kind == instantiated ? "instantiated" : kind_text(meant);
    }
    default: return "unknown";
  }
}

}  // namespace troupe::runtime::lua
