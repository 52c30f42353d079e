// Types as they are at run time: what a chunk declared, and what programs make of it by naming type arguments.
//
// A graph owns nodes and keeps alive the graphs its nodes refer to. Nodes are written by their maker and then read only, but for
// `result`, the remembered outcome of an expansion.
//
// Thread: the machine's whose values they are.
// See:    runtime/syntax/type_code.hpp for the text a chunk's types arrive in.
#pragma once

#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace troupe::runtime::lua {

class type_graph;

enum class type_kind : uint8_t {
  nil, boolean, number, integer, string, any, unknown, never, table, error,
  literal_true, literal_false, literal_string, literal_number,
  optional, union_of, intersection, tuple, function, array, map, record, interface,
  generic,      // declared with type parameters
  parameter,
  unresolved,   // a name that means nothing here
  // Those below stand for another type.
  declared, annotated, instantiated, conditional, key_of, index,
};

struct type_validator {
  std::string name;
  bool has_number = false;
  double number = 0;
  bool has_text = false;
  std::string text;
  mutable std::shared_ptr<const re2::RE2> pattern;  // made when first asked for
};

struct type_node;

struct type_member {  // a field of a record, a parameter of a function or of a generic
  std::string name;
  const type_node* what = nullptr;  // null: a parameter of a generic without a bound
  bool flag = false;                // optional, or variadic
};

struct type_node {
  type_kind kind = type_kind::unresolved;
  type_graph* owner = nullptr;
  std::string name;                      // declared, generic, unresolved; the value of a literal
  double number = 0;                     // of a literal; the position of a parameter
  std::vector<const type_node*> parts;   // element; key and value; members; results; definition; generic and arguments
  std::vector<type_member> members;
  std::vector<type_validator> validators;
  mutable const type_node* result = nullptr;  // what a standing-in type stands for
};

class type_graph {
public:
  // A value of an imported library that a type of the chunk refers to.
  struct external {
    std::string alias;
    std::vector<std::string> path;
    type_node* node;
  };

  type_graph() = default;
  type_graph(const type_graph&) = delete;
  type_graph& operator=(const type_graph&) = delete;

  // Reads what a chunk declares; null if the text is damaged. May throw std::bad_alloc.
  static std::shared_ptr<type_graph> read(std::string_view code);

  std::span<const type_node* const> declarations() const { return declarations_; }
  std::span<const external> externals() const { return externals_; }
  // Says what an external is; unresolved until then.
  void resolve(const external& which, std::shared_ptr<type_graph> home, const type_node& meaning);

  type_node& add(type_kind kind);
  void keep(std::shared_ptr<type_graph> other) { used_.push_back(std::move(other)); }

private:
  friend class type_code_reader;

  std::deque<type_node> nodes_;
  std::vector<std::shared_ptr<type_graph>> used_;
  std::vector<const type_node*> declarations_;
  std::vector<external> externals_;
};

// The node of a type without parts.
const type_node& basic_type(type_kind kind);

// What a type stands for: no declared, instantiated, conditional, key_of or index. With its validators, or without.
// A type that stands for nothing (`type A = A`, a wrong number of arguments) or that memory is too short for is unresolved.
const type_node& meaning_of(const type_node& t) noexcept;
const type_node& bare_type(const type_node& t) noexcept;

// The declared name, or nothing.
std::string_view declared_name(const type_node& t);
// The name, or the type written out.
std::string rendered(const type_node& t);
// What kind() answers.
const char* kind_text(const type_node& t);

}  // namespace troupe::runtime::lua
