#include "runtime/lua/type_graph.hpp"

#include "runtime/lua/type_relation.hpp"

#include <algorithm>
#include <array>
#include <new>

namespace troupe::runtime::lua {

namespace {

constexpr int steps_max = 64;  // from a name to what it stands for

// The body of a generic with arguments in place of its parameters. What holds no parameter is shared, not copied.
const type_node& substituted(const type_node& t, std::span<const type_node* const> arguments, type_graph& into) {
  if (t.kind == type_kind::parameter) {
    const auto at = static_cast<size_t>(t.number);
    return at < arguments.size() ? *arguments[at] : basic_type(type_kind::unresolved);
  }
  if (t.kind == type_kind::declared || t.kind == type_kind::generic)
    return t;  // the parameters in it are its own
  std::vector<const type_node*> parts;
  bool changed = false;
  for (const type_node* each : t.parts) {
    parts.push_back(&substituted(*each, arguments, into));
    changed = changed || parts.back() != each;
  }
  std::vector<type_member> members = t.members;
  for (type_member& each : members) {
    const type_node& made = substituted(*each.what, arguments, into);
    changed = changed || &made != each.what;
    each.what = &made;
  }
  if (!changed)
    return t;
  type_node& made = into.add(t.kind);
  made.name = t.name;
  made.number = t.number;
  made.parts = std::move(parts);
  made.members = std::move(members);
  made.validators = t.validators;
  return made;
}

const type_node& instance(const type_node& t) {
  const type_node* head = t.parts[0];
  for (int steps = 0; head->kind == type_kind::declared && steps < steps_max; ++steps)
    head = head->parts[0];
  const auto arguments = std::span{t.parts}.subspan(1);
  if (head->kind != type_kind::generic || head->members.size() != arguments.size())
    return basic_type(type_kind::unresolved);
  return substituted(*head->parts[0], arguments, *t.owner);
}

const type_node& field_names(const type_node& t) {
  const type_node& object = bare_type(*t.parts[0]);
  if (object.kind == type_kind::map)
    return *object.parts[0];
  if (object.kind != type_kind::record && object.kind != type_kind::interface)
    return basic_type(type_kind::unresolved);
  type_node& names = t.owner->add(type_kind::union_of);
  for (const type_member& each : object.members) {
    type_node& name = t.owner->add(type_kind::literal_string);
    name.name = each.name;
    names.parts.push_back(&name);
  }
  return names;
}

const type_node& field_type(const type_node& t) {
  const type_node& object = bare_type(*t.parts[0]);
  const type_node& index = bare_type(*t.parts[1]);
  if (object.kind == type_kind::array)
    return *object.parts[0];
  if (object.kind == type_kind::map)
    return *object.parts[1];
  if (index.kind == type_kind::literal_string)
    for (const type_member& each : object.members) {
      if (each.name != index.name)
        continue;
      if (!each.flag)
        return *each.what;
      type_node& made = t.owner->add(type_kind::optional);
      made.parts.push_back(each.what);
      return made;
    }
  return basic_type(type_kind::unresolved);
}

const type_node& expanded(const type_node& t) {
  switch (t.kind) {
    case type_kind::instantiated: return instance(t);
    case type_kind::conditional: return is_subtype(*t.parts[0], *t.parts[1]) ? *t.parts[2] : *t.parts[3];
    case type_kind::key_of: return field_names(t);
    default: return field_type(t);
  }
}

bool stands_for_another(type_kind kind) {
  return kind == type_kind::instantiated || kind == type_kind::conditional || kind == type_kind::key_of
         || kind == type_kind::index;
}

}  // namespace

type_node& type_graph::add(type_kind kind) {
  type_node& made = nodes_.emplace_back();
  made.kind = kind;
  made.owner = this;
  return made;
}

void type_graph::resolve(const external& which, std::shared_ptr<type_graph> home, const type_node& meaning) {
  if (home)
    used_.push_back(std::move(home));
  which.node->parts.assign(1, &meaning);
  which.node->kind = type_kind::declared;
}

const type_node& basic_type(type_kind kind) {
  static const auto all = [] {
    std::array<type_node, static_cast<size_t>(type_kind::index) + 1> made;
    for (size_t i = 0; i < made.size(); ++i)
      made[i].kind = static_cast<type_kind>(i);
    return made;
  }();
  return all[static_cast<size_t>(kind)];
}

const type_node& meaning_of(const type_node& t) noexcept {
  const type_node* at = &t;
  try {
    for (int steps = 0; steps < steps_max; ++steps) {
      if (at->kind == type_kind::declared) {
        at = at->parts[0];
      } else if (stands_for_another(at->kind)) {
        if (at->result == nullptr) {
          at->result = &basic_type(type_kind::unresolved);  // if it needs itself
          at->result = &expanded(*at);
        }
        at = at->result;
      } else {
        return *at;
      }
    }
  } catch (const std::bad_alloc&) {
    at->result = nullptr;
  }
  return basic_type(type_kind::unresolved);
}

const type_node& bare_type(const type_node& t) noexcept {
  const type_node* at = &meaning_of(t);
  for (int steps = 0; at->kind == type_kind::annotated && steps < steps_max; ++steps)
    at = &meaning_of(*at->parts[0]);
  return *at;
}

}  // namespace troupe::runtime::lua
