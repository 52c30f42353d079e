#include "runtime/modules/json_document.hpp"

#include "runtime/modules/json_text.hpp"

namespace troupe::runtime::modules {

namespace {

using kind = json_tape::kind;

document number(double n) {
  constexpr double exact_max = 9e15;
  if (n < -exact_max || n > exact_max)
    return document{n};
  const auto whole = static_cast<int64_t>(n);
  return static_cast<double>(whole) == n ? document{whole} : document{n};
}

// Nests as deep as the tape, which is bounded.
document next(const json_tape& from, size_t& at) {
  const json_tape::item& item = from.items()[at++];
  switch (item.what) {
    case kind::null: return {};
    case kind::no: return document{false};
    case kind::yes: return document{true};
    case kind::number: return number(item.number);
    case kind::text: return document{from.text_of(item)};
    case kind::array: {
      document::list items;
      items.reserve(item.count);
      for (uint32_t i = 0; i < item.count; ++i)
        items.push_back(next(from, at));
      return document{std::move(items)};
    }
    case kind::object: break;
  }
  document::map members;
  members.reserve(item.count);
  const uint32_t count = item.count;
  for (uint32_t i = 0; i < count; ++i) {
    std::string key{from.text_of(from.items()[at++])};
    members.emplace_back(std::move(key), next(from, at));
  }
  return document{std::move(members)};
}

}  // namespace

document to_document(const json_tape& tape) {
  size_t at = 0;
  return tape.items().empty() ? document{} : next(tape, at);
}

std::string read_json(std::string_view text, document& to) {
  json_tape tape;
  if (!tape.read(text))
    return tape.problem();
  to = to_document(tape);
  return {};
}

}  // namespace troupe::runtime::modules
