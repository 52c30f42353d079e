// Values as documents and back, and faults as values.
#include "config/limits.hpp"
#include "runtime/fault.hpp"
#include "runtime/value.hpp"

namespace troupe::runtime {

document to_document(value_reader& reader, int depth) {
  if (depth > limits::value_depth_max) {
    reader.skip();
    return {};
  }
  const value_reader::item it = reader.next();
  switch (it.type) {
    case tag::no: return document{false};
    case tag::yes: return document{true};
    case tag::integer: return document{it.integer};
    case tag::number: return document{it.number};
    case tag::text: return document{it.text};
    case tag::fault: {
      to_document(reader, depth + 1);
      return document{it.detail};
    }
    case tag::table: {
      document::list items;
      items.reserve(it.positions);
      for (uint32_t i = 0; i < it.positions && reader.ok(); ++i)
        items.push_back(to_document(reader, depth + 1));
      document::map members;
      while (reader.more_pairs()) {
        document key = to_document(reader, depth + 1);
        document member = to_document(reader, depth + 1);
        const int64_t* position = key.as_integer();
        // A later position leaves nil holes; one far away would be an attack, so it is dropped.
        if (position != nullptr && *position > 0
            && *position <= static_cast<int64_t>(items.size()) + 1'000'000) {
          if (items.size() < static_cast<size_t>(*position))
            items.resize(static_cast<size_t>(*position));
          items[static_cast<size_t>(*position) - 1] = std::move(member);
        } else {
          members.emplace_back(key.scalar_text(), std::move(member));
        }
      }
      if (!items.empty() || members.empty())
        return document{std::move(items)};
      return document{std::move(members)};
    }
    case tag::object: return document{document::map{}};
    case tag::nil:
    case tag::seen:
    case tag::end: return {};  // cycles are not plain data
  }
  return {};
}

document first_as_document(const value& v) {
  value_reader reader{v};
  return reader.remaining() == 0 ? document{} : to_document(reader);
}

value to_value(const document& tree) {
  value_writer w;
  w.append(tree);
  return w.finish(1);
}

value to_value(const fault& f) {
  value_writer w;
  w.begin_fault(f.kind, f.message, f.retryable);
  if (f.details.empty())
    w.nil();
  else
    w.append_raw(value_reader{f.details}.rest());
  return w.finish(1);
}

std::optional<fault> to_fault(const value& v) {
  value_reader reader{v};
  if (reader.remaining() == 0)
    return std::nullopt;
  const value_reader::item it = reader.next();
  if (it.type != tag::fault)
    return std::nullopt;
  fault f{std::string{it.text}, std::string{it.detail}, it.retryable, {}, {}};
  const std::string_view details = reader.take_item();
  if (!details.empty() && details[0] != static_cast<char>(tag::nil)) {
    value_writer w;
    w.append_raw(details);
    f.details = w.finish(1);
  }
  return f;
}

}  // namespace troupe::runtime
